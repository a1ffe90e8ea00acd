/** The one retry loop: what may follow a refusal, how long to wait for it, and when to stop. */

import type { RetryStrategy } from './error-codes';
import type { ApiError, ApiResult } from './response';

/** Requests in one run, whatever they are for: repeating a failing request is what the exchange bans for. */
export const REQUEST_BUDGET = 5;

/** How often each remedy may be tried in one run. */
const MAX_RETRIES: Record<RetryStrategy, number> = {
  never: 0,
  once: 1,
  backoff: REQUEST_BUDGET - 1,
  'with-rotated-secret': 1,
  'with-their-clock': 1,
  'after-window': 1,
  'after-stated-end': 1,
};

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 8_000;

/** The narrowest and the widest window that a limit is counted in: "5/s by UID", "300 per 10 s per IP". */
const MIN_WINDOW_MS = 1_000;
const MAX_WINDOW_MS = 10_000;

/** Spread over what follows a common end, so that many accounts do not come back in the same instant. */
const AFTER_LIMIT_JITTER_MS = 1_000;

/** With less time than this left, a request would only be cut off. */
export const MIN_REQUEST_MS = 1_000;

export type RetryDependencies<T> = {
  /** Sends one request, newly stamped and signed, that ends within `limitMs`. */
  send: (limitMs: number) => Promise<ApiResult<T>>;
  /** Takes a rotated secret into use; false where the secret has not changed. */
  refreshCredentials: (limitMs: number) => Promise<boolean>;
  /** Measures the exchange's clock anew; false where the exchange must not be asked again. */
  resyncClock: (refusal: ApiError, limitMs: number) => Promise<boolean>;
  /** Epoch ms on the exchange's clock. */
  exchangeNow: () => number;
  /** Local epoch ms by which the loop has ended. */
  deadline: number;
  clock: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
};

/** Asks until there is an answer, or a refusal after which no further request may or can follow. */
export async function sendWithRetries<T>(parts: RetryDependencies<T>): Promise<ApiResult<T>> {
  const { clock, deadline } = parts;
  const attemptsByStrategy = new Map<RetryStrategy, number>();
  const timeLeft = () => deadline - clock();
  let attempt: ApiResult<T> = { kind: 'refused', refusal: NO_TIME };

  for (let request = 1; timeLeft() >= MIN_REQUEST_MS; request++) {
    attempt = await parts.send(timeLeft());
    if (attempt.kind === 'answered' || request === REQUEST_BUDGET) break;

    const { refusal } = attempt;
    const before = attemptsByStrategy.get(refusal.retry) ?? 0;
    if (before >= MAX_RETRIES[refusal.retry]) break;
    attemptsByStrategy.set(refusal.retry, before + 1);

    const waitMs = await prepareRetry(refusal, before, parts);
    if (waitMs === undefined || waitMs + MIN_REQUEST_MS > timeLeft()) break;
    if (waitMs > 0) await parts.sleep(waitMs);
  }
  return attempt;
}

const NO_TIME: ApiError = {
  reason: 'exchange-unavailable',
  retry: 'never',
  message: 'The run had no time left to ask BingX',
};

/** Does what must come before the next request and says how long to wait for it: ms, or undefined for none at all. */
async function prepareRetry<T>(
  refusal: ApiError,
  before: number,
  parts: RetryDependencies<T>,
): Promise<number | undefined> {
  const limitMs = parts.deadline - parts.clock();
  switch (refusal.retry) {
    case 'never':
      return undefined;
    case 'once':
    case 'backoff': // full jitter
      return parts.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** before);
    case 'with-rotated-secret':
      return (await parts.refreshCredentials(limitMs)) ? 0 : undefined;
    case 'with-their-clock':
      return (await parts.resyncClock(refusal, limitMs)) ? 0 : undefined;
    case 'after-window':
      return (
        Math.max(refusal.windowMs ?? MAX_WINDOW_MS, MIN_WINDOW_MS) + parts.random() * AFTER_LIMIT_JITTER_MS
      );
    case 'after-stated-end':
      if (refusal.retryAt === undefined) return undefined;
      return Math.max(0, refusal.retryAt - parts.exchangeNow()) + parts.random() * AFTER_LIMIT_JITTER_MS;
  }
}
