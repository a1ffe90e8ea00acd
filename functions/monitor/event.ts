/** The scheduled event of the monitor: the time to judge at, and the accounts of the configuration. */
import * as z from 'zod/mini';
import { ACCOUNT_ID } from '../history/account';
import { DEFAULT_MAX_LATENESS_SECONDS, DEFAULT_TIMEZONE } from '../schedule/defaults';
import { expressionError, isTimezone } from '../schedule/expression';
import { isPossibleSlot, slotTime } from '../schedule/slot';

/** The monitor's schedule. Each run judges the slots of one period, so the two must not differ. */
export const MONITOR_SCHEDULE = 'cron(0/5 * * * ? *)';
export const PERIOD_MS = 5 * 60_000;

const SLOT = 'must be a UTC time at a full five minutes, such as 2026-11-22T06:05:00Z';
const SCHEDULE = 'must be an EventBridge expression such as rate(1 hour) or cron(0 * * * ? *)';
const TIMEZONE = 'must be an IANA time zone such as Europe/Berlin';

const account = z.object(
  {
    id: z
      .string('must be the name of an account')
      .check(z.regex(ACCOUNT_ID, 'must be 1 to 32 letters, digits, - or _')),
    schedule: z.string(SCHEDULE).check(z.refine((text) => expressionError(text) === undefined, SCHEDULE)),
    timezone: z._default(z.string(TIMEZONE).check(z.refine(isTimezone, TIMEZONE)), DEFAULT_TIMEZONE),
    maxLatenessSeconds: z._default(
      z.int('must be an integer number of seconds').check(z.positive('must be at least 1')),
      DEFAULT_MAX_LATENESS_SECONDS,
    ),
  },
  'must be an account such as {"id":"main","schedule":"rate(1 hour)"}',
);

const monitorEvent = z.object(
  {
    slot: z
      .string(SLOT)
      .check(z.refine((text) => isPossibleSlot(text) && slotTime(text) % PERIOD_MS === 0, SLOT)),
    accounts: z.array(account, 'must be a list of accounts'),
  },
  'must be an object',
);

/** The event as it is sent: `timezone` and `maxLatenessSeconds` only where they differ from UTC and 1800. */
export type MonitorEvent = z.input<typeof monitorEvent>;

/** The event with defaults filled in. */
export type MonitorRequest = z.output<typeof monitorEvent>;
export type MonitoredAccount = MonitorRequest['accounts'][number];

/** Throws one sentence that names every invalid field and what it must be. */
export function parseMonitorEvent(event: unknown): MonitorRequest {
  const read = monitorEvent.safeParse(event);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.') || 'event'} ${message}`);
  throw new Error(`The event is invalid: ${faults.join('; ')}.`);
}
