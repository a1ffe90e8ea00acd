/** What the schedule sends: one account, one slot. The stack builds it, the function reads it. */
import * as z from 'zod/mini';
import { isSlot, slotTime } from '../history/slot';
import { rowText, secretIdText as secretId } from './event-text';

/** What EventBridge Scheduler replaces by the scheduled time when it delivers, e.g. `2026-11-22T06:00:00Z`. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export const DEFAULT_TIMEZONE = 'UTC';
export const DEFAULT_MAX_LATENESS_SECONDS = 1800;

/** An account's name: it is a table key, a metric dimension, and part of secret, schedule and alarm names. */
export const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

/** A slot further ahead of our clock than any clock error explains cannot have been scheduled. */
const FARTHEST_AHEAD_MS = 3_600_000;

const account = z
  .string('wants the name of an account')
  .check(z.regex(ACCOUNT_ID, 'wants 1 to 32 letters, digits, - or _'));
const WANTED_SLOT = 'wants a UTC time to the second, such as 2026-11-22T06:00:00Z';

const snapshotEvent = z.object(
  {
    account,
    secretId,
    slot: z.string(WANTED_SLOT).check(z.refine(isSlot, WANTED_SLOT)),
    schedule: z.optional(rowText('schedule', 'a schedule expression')),
    timezone: z._default(rowText('timezone', 'an IANA time zone'), DEFAULT_TIMEZONE),
    maxLatenessSeconds: z._default(
      z.int('wants whole seconds').check(z.positive('wants 1 or more')),
      DEFAULT_MAX_LATENESS_SECONDS,
    ),
  },
  'wants an object',
);

const checkEvent = z.object({ check: z.literal(true, 'wants true'), account, secretId });

/** The scheduled event as it is sent: `timezone` and `maxLatenessSeconds` only where they differ from the default. */
export type SnapshotEvent = z.input<typeof snapshotEvent>;
export type CheckEvent = z.infer<typeof checkEvent>;

/** A snapshot to take, defaults filled in. */
export type SnapshotJob = z.output<typeof snapshotEvent>;

/**
 * Reads an event. Throws one sentence that names every field that is wrong, what it got and what it wants.
 * `now` is epoch ms.
 */
export function readEvent(event: unknown, now: number): SnapshotJob | CheckEvent {
  const isCheck = typeof event === 'object' && event !== null && 'check' in event;
  const read = (isCheck ? checkEvent : snapshotEvent).safeParse(event);
  if (!read.success) throw new InvalidEvent(read.error.issues.map((issue) => fault(event, issue)).join('. '));
  if ('slot' in read.data && slotTime(read.data.slot) > now + FARTHEST_AHEAD_MS) {
    throw new InvalidEvent(`slot is ${read.data.slot}, which is yet to come; wants a time that has been`);
  }
  return read.data;
}

function fault(event: unknown, { path, message }: { path: PropertyKey[]; message: string }): string {
  const got = path.reduce<unknown>((value, key) => (value as never)?.[key], event);
  const shown = path[0] === 'secretId' && got ? `of type ${typeof got}` : show(got);
  return `${path.join('.') || 'event'} is ${shown}; ${message}`;
}

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
