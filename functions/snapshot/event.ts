/** What the schedule sends: one account, one slot. The stack builds it, the function reads it. */
import * as z from 'zod/mini';

/** What EventBridge Scheduler replaces by the scheduled time when it delivers, e.g. `2026-11-22T06:00:00Z`. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

export const DEFAULT_TIMEZONE = 'UTC';
export const DEFAULT_MAX_LATENESS_SECONDS = 1800;

/** An account's name: it is a table key, a metric dimension, and part of secret, schedule and alarm names. */
export const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;

const account = z.string().check(z.regex(ACCOUNT_ID, 'wants 1 to 32 letters, digits, - or _'));
const secretId = z.string().check(z.minLength(1, 'wants the name or ARN of a secret'));

const snapshotEvent = z.object({
  account,
  secretId,
  slot: z.iso.datetime({
    precision: 0,
    error: 'wants a UTC time to the second, such as 2026-11-22T06:00:00Z',
  }),
  schedule: z.optional(z.string()),
  timezone: z._default(z.string(), DEFAULT_TIMEZONE),
  maxLatenessSeconds: z._default(z.int().check(z.positive()), DEFAULT_MAX_LATENESS_SECONDS),
});

const checkEvent = z.object({ check: z.literal(true), account, secretId });

/** The scheduled event as it is sent: `timezone` and `maxLatenessSeconds` only where they differ from the default. */
export type SnapshotEvent = z.input<typeof snapshotEvent>;
export type CheckEvent = z.infer<typeof checkEvent>;

/** A snapshot to take, defaults filled in. */
export type SnapshotJob = z.output<typeof snapshotEvent>;

/** Reads an event. Throws one sentence that names every field that is wrong, what it got and what it wants. */
export function readEvent(event: unknown): SnapshotJob | CheckEvent {
  const isCheck = typeof event === 'object' && event !== null && 'check' in event;
  const read = (isCheck ? checkEvent : snapshotEvent).safeParse(event);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => {
    const field = issue.path.join('.') || 'event';
    const got = issue.path.reduce<unknown>((value, key) => (value as never)?.[key], event);
    return `${field} is ${got === undefined ? 'missing' : JSON.stringify(got)}; ${issue.message}`;
  });
  throw new InvalidEvent(`The event cannot be used: ${faults.join('. ')}.`);
}

export class InvalidEvent extends Error {
  override name = 'InvalidEvent';
}
