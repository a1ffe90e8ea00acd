/** The event of the schedule: one account, one slot. The stack builds it, the function parses it. */
import * as z from 'zod/mini';
import { MAX_CLOCK_OFFSET_MS } from '../bingx/server-clock';
import { ACCOUNT_ID } from '../history/account';
import { REQUIRED_WALLET, WALLET_IDS, type WalletId } from '../history/row';
import { DEFAULT_MAX_LATENESS_SECONDS, DEFAULT_TIMEZONE } from '../schedule/defaults';
import { expressionError, isTimezone } from '../schedule/expression';
import { isPossibleSlot, slotTime } from '../schedule/slot';

/** EventBridge Scheduler replaces this by the scheduled time, e.g. `2026-11-22T06:00:00Z`. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

const account = z
  .string('must be the name of an account')
  .check(z.regex(ACCOUNT_ID, 'must be 1 to 32 letters, digits, - or _'));

/** Longer than any ARN of a secret. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const MAX_SECRET_ID = 2_048;
const SECRET_ID = 'must be the name or ARN of a secret';

/** Never quoted: it may be a pasted secret. */
const secretId = z
  .string(SECRET_ID)
  .check(z.maxLength(MAX_SECRET_ID, SECRET_ID), z.regex(/^[\w/+=.@:-]+$/, SECRET_ID));

const SLOT = 'must be a UTC time to the second from 2018 on, such as 2026-11-22T06:00:00Z';
const SCHEDULE = 'must be an EventBridge expression such as rate(1 hour) or cron(0 * * * ? *)';
const TIMEZONE = 'must be an IANA time zone such as Europe/Berlin';

const WALLETS = `must be a list of wallets: ${WALLET_IDS.join(', ')}`;

const isWalletId = (value: unknown) => typeof value === 'string' && (WALLET_IDS as string[]).includes(value);

/** All wallets where it is absent. The required one is always read. */
const wallets = z.pipe(
  z._default(
    z.custom<WalletId[]>((value) => Array.isArray(value) && value.every(isWalletId), WALLETS),
    WALLET_IDS,
  ),
  z.transform((ids) => [...new Set([REQUIRED_WALLET, ...ids])] as WalletId[]),
);

const snapshotEvent = z.object(
  {
    account,
    secretId,
    slot: z.string(SLOT).check(z.refine(isPossibleSlot, SLOT)),
    // Both are stored in the row permanently, and every report reads them.
    schedule: z.optional(
      z.string(SCHEDULE).check(z.refine((text) => expressionError(text) === undefined, SCHEDULE)),
    ),
    timezone: z._default(z.string(TIMEZONE).check(z.refine(isTimezone, TIMEZONE)), DEFAULT_TIMEZONE),
    maxLatenessSeconds: z._default(
      z.int('must be an integer number of seconds').check(z.positive('must be 1 or more')),
      DEFAULT_MAX_LATENESS_SECONDS,
    ),
    wallets,
  },
  'must be an object',
);

const checkEvent = z.object({
  check: z.literal(true, 'must be true'),
  account,
  secretId,
  wallets,
  /** Whether the report has the shape of each answer. */
  shapes: z._default(z.boolean('must be true or false'), false),
});

/** The scheduled event as it is sent: `timezone`, `maxLatenessSeconds`, `wallets` only where not the default. */
export type SnapshotEvent = z.input<typeof snapshotEvent>;
/** `wallets` and `shapes` only where they differ from the default. */
export type CheckEvent = z.input<typeof checkEvent>;
export type CheckRequest = z.output<typeof checkEvent>;

/** A snapshot to take, defaults filled in. */
export type SnapshotRequest = z.output<typeof snapshotEvent>;

/**
 * Parses an event. Throws one sentence that names every invalid field, its value and what it must be.
 * `now` is epoch ms. A slot that is less than a day ahead may be due all the same: the function's clock may be wrong, and
 * the exchange's decides.
 */
export function parseEvent(event: unknown, now: number): SnapshotRequest | CheckRequest {
  const isCheck = typeof event === 'object' && event !== null && 'check' in event;
  const read = (isCheck ? checkEvent : snapshotEvent).safeParse(event);
  if (!read.success) throw new InvalidEvent(read.error.issues.map((issue) => fault(event, issue)).join('. '));
  if ('slot' in read.data && slotTime(read.data.slot) > now + MAX_CLOCK_OFFSET_MS) {
    throw new InvalidEvent(`slot is ${read.data.slot}; must be at most a day ahead of the function's clock`);
  }
  return read.data;
}

function fault(event: unknown, { path, message }: { path: PropertyKey[]; message: string }): string {
  const got = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    event,
  );
  const shown = path[0] === 'secretId' && got ? `of type ${typeof got}` : show(got);
  return `${path.join('.') || 'event'} is ${shown}; ${message}`;
}

/** Only short texts and numbers are quoted: anything else may be a pasted secret. */
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
