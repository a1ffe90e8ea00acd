/** How long an event may wait for its run: how an account's lateness is split between Scheduler, Lambda and the run. */

/** How long one run may take. */
export const RUN_SECONDS = 60;

/** Scheduler's minimum; and more than enough, as an asynchronous invocation is accepted in milliseconds. */
const MIN_SCHEDULER_SECONDS = 60;
const MAX_SCHEDULER_SECONDS = 120;

/** Lambda's limits for MaximumEventAge. */
const MIN_LAMBDA_SECONDS = 60;
const MAX_LAMBDA_SECONDS = 6 * 3600;

/**
 * Lambda waits one minute before the second attempt and two before the third.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRY_DELAYS_SECONDS = [60, 120];

/** By this time the last attempt has begun, however long the earlier ones took. */
const ALL_ATTEMPTS_SECONDS = RETRY_DELAYS_SECONDS.reduce((sum, delay) => sum + RUN_SECONDS + delay, 0);

export const MIN_LATENESS_SECONDS = MIN_SCHEDULER_SECONDS + MIN_LAMBDA_SECONDS + RUN_SECONDS;

/** Twelve hours and a run. Neither service delivers that late; it is for events that are sent manually. */
export const MAX_LATENESS_SECONDS = 12 * 3600 + RUN_SECONDS;

/**
 * The seconds for which Scheduler and Lambda keep an event of an account: together with the run, and with the flexible time
 * window that Scheduler may wait before, they stay within its lateness. Lambda's share has priority until all of its attempts
 * fit.
 */
export function maxEventAgeSeconds(
  { maxLatenessSeconds }: { maxLatenessSeconds: number },
  windowMinutes = 0,
) {
  const available = maxLatenessSeconds - RUN_SECONDS - windowMinutes * 60;
  const scheduler = Math.min(
    Math.max(available - ALL_ATTEMPTS_SECONDS, MIN_SCHEDULER_SECONDS),
    MAX_SCHEDULER_SECONDS,
  );
  return { scheduler, lambda: Math.min(available - scheduler, MAX_LAMBDA_SECONDS) };
}

/** The attempts that fit into an event age of `lambdaSeconds`, however long each takes. */
export function guaranteedAttempts(lambdaSeconds: number): number {
  let begun = 0;
  const retries = RETRY_DELAYS_SECONDS.filter((delay) => {
    begun += RUN_SECONDS + delay;
    return begun <= lambdaSeconds;
  });
  return 1 + retries.length;
}
