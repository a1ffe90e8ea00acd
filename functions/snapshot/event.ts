/** What the schedule sends: one account, one slot. The stack builds it, the function reads it. */
import * as v from 'valibot';
import { slotTime, toSlot } from '../history/slot';

/** What EventBridge Scheduler replaces by the scheduled time when it delivers, e.g. `2026-11-22T06:00:00Z`. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export const DEFAULT_TIMEZONE = 'UTC';
export const DEFAULT_MAX_LATENESS_SECONDS = 1800;

/** An account's name: it is a table key, a metric dimension, and part of secret, schedule and alarm names. */
export const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** A slot further ahead of our clock than any clock error explains cannot have been scheduled. */
const FARTHEST_AHEAD_MS = 3_600_000;

const account = v.pipe(
  v.string('wants the name of an account'),
  v.regex(ACCOUNT_ID, 'wants 1 to 32 letters, digits, - or _'),
);
const secretId = v.pipe(
  v.string('wants the name or ARN of a secret'),
  v.minLength(1, 'wants the name or ARN of a secret'),
);
const SLOT = 'wants a UTC time to the second, such as 2026-11-22T06:00:00Z';
const isSlot = (text: string) => !Number.isNaN(slotTime(text)) && toSlot(slotTime(text)) === text;

const snapshotEvent = v.object({
  account,
  secretId,
  slot: v.pipe(v.string(SLOT), v.check(isSlot, SLOT)),
  schedule: v.optional(v.string('wants a schedule expression')),
  timezone: v.optional(v.string('wants an IANA time zone'), DEFAULT_TIMEZONE),
  maxLatenessSeconds: v.optional(
    v.pipe(
      v.number('wants whole seconds'),
      v.safeInteger('wants whole seconds'),
      v.minValue(1, 'wants 1 or more'),
    ),
    DEFAULT_MAX_LATENESS_SECONDS,
  ),
});

const checkEvent = v.object({ check: v.literal(true, 'wants true'), account, secretId });

/** The scheduled event as it is sent: `timezone` and `maxLatenessSeconds` only where they differ from the default. */
export type SnapshotEvent = v.InferInput<typeof snapshotEvent>;
export type CheckEvent = v.InferOutput<typeof checkEvent>;

/** A snapshot to take, defaults filled in. */
export type SnapshotJob = v.InferOutput<typeof snapshotEvent>;

/**
 * Reads an event. Throws one sentence that names every field that is wrong, what it got and what it wants.
 * `now` is epoch ms.
 */
export function readEvent(event: unknown, now: number): SnapshotJob | CheckEvent {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new InvalidEvent(`event is ${show(event)}; wants an object`);
  }
  const read = v.safeParse(
    'check' in event ? checkEvent : snapshotEvent,
    { ...REQUIRED, ...event },
    ONE_FAULT_EACH,
  );
  if (!read.success) throw new InvalidEvent(read.issues.map(fault).join('. '));
  const job = read.output;
  if ('slot' in job && slotTime(job.slot) > now + FARTHEST_AHEAD_MS) {
    throw new InvalidEvent(`slot is ${job.slot}, which is yet to come; wants a time that has been`);
  }
  return job;
}

/** What is there and undefined is told about in its own words, what is absent is not. */
const REQUIRED = { account: undefined, secretId: undefined, slot: undefined };
const ONE_FAULT_EACH = { abortPipeEarly: true };

const fault = (issue: v.BaseIssue<unknown>) =>
  `${v.getDotPath(issue)} is ${show(issue.input)}; ${issue.message}`;

/** Only short texts and numbers are quoted: anything else may be a secret that somebody pasted. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  const quoted = typeof value === 'object' ? undefined : JSON.stringify(value);
  return quoted && quoted.length <= 40 ? quoted : `of type ${typeof value}`;
}

export class InvalidEvent extends Error {
  override name = 'InvalidEvent';

  constructor(faults: string) {
    super(`The event cannot be used: ${faults}.`);
  }
}
