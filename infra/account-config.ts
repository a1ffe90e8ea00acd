/** The settings of one account, with the defaults that follow from its schedule. */
import * as z from 'zod';
import { ACCOUNT_ID } from '../functions/history/account';
import { REQUIRED_WALLET, WALLET_IDS, type WalletId } from '../functions/history/row';
import { DEFAULT_TIMEZONE } from '../functions/schedule/defaults';
import { expressionError, isTimezone } from '../functions/schedule/expression';
import { parseSchedule, slotIntervals } from '../functions/schedule/schedule';
import { MAX_LATENESS_SECONDS, MIN_LATENESS_SECONDS } from './event-age';
import { truncate } from './setting-errors';

/** Text that matches `pattern`; `message` says what it must be. */
export const textMatching = (pattern: RegExp, message: string) => z.string(message).regex(pattern, message);

/** The wallets to read, each once and in the order of the row: the required one always. */
const requiredAndChosen = (chosen: WalletId[]) =>
  WALLET_IDS.filter((wallet) => wallet === REQUIRED_WALLET || chosen.includes(wallet));

export const accountFields = z.strictObject(
  {
    id: textMatching(ACCOUNT_ID, 'must be 1 to 32 letters, digits, - or _'),
    schedule: z.string('must be text such as cron(0 * * * ? *) or rate(1 hour)').default('cron(0 * * * ? *)'),
    timezone: z
      .string('must be an IANA time zone such as Europe/Berlin')
      .refine(isTimezone, 'must be an IANA time zone such as Europe/Berlin')
      .default(DEFAULT_TIMEZONE),
    secretName: textMatching(
      /^[\w/+=.@-]{1,128}$/,
      'must be the name of an existing secret, at most 128 characters, such as team/bingx',
    ).optional(),
    maxLatenessSeconds: z
      .int('must be an integer')
      .min(MIN_LATENESS_SECONDS, `must be at least ${MIN_LATENESS_SECONDS}`)
      .max(MAX_LATENESS_SECONDS, `must be at most ${MAX_LATENESS_SECONDS}`)
      .optional(),
    wallets: z
      .array(
        z.enum(WALLET_IDS, `must be one of ${WALLET_IDS.join(', ')}`),
        `must be a list of wallets such as ${JSON.stringify(WALLET_IDS)}`,
      )
      .default([...WALLET_IDS])
      .transform(requiredAndChosen),
  },
  'must be an account as JSON, such as {"id":"main"}',
);

export const accountConfig = accountFields.transform((value, { issues }) => {
  const reject = (message: string) => {
    issues.push({ code: 'custom', path: ['schedule'], input: value.schedule, message });
    return z.NEVER;
  };
  const error = expressionError(value.schedule);
  if (error) return reject(`is invalid: ${JSON.stringify(truncate(value.schedule))} ${error}`);
  const intervals = cachedIntervals(value.schedule, value.timezone);
  if (!intervals) return reject('must be due more than once');
  const { maxLatenessSeconds = defaultLatenessSeconds(intervals.shortest) } = value;
  return { ...value, maxLatenessSeconds };
});

/** Most accounts have the same schedule, and listing its slots is what takes time. */
const intervalsBySchedule = new Map<string, ReturnType<typeof slotIntervals>>();

function cachedIntervals(schedule: string, timezone: string): ReturnType<typeof slotIntervals> {
  const key = `${schedule} ${timezone}`;
  if (!intervalsBySchedule.has(key)) {
    intervalsBySchedule.set(key, slotIntervals(parseSchedule(schedule, timezone)));
  }
  return intervalsBySchedule.get(key);
}

export type AccountConfig = z.output<typeof accountConfig>;

/** The name of the secret that holds an account's API key. */
export const secretName = (account: AccountConfig) => account.secretName ?? `balance-snapshots/${account.id}`;

/** Half the interval, so that a balance is nearest to the slot that it is written under; an hour at most. */
function defaultLatenessSeconds(interval: number): number {
  return Math.min(Math.max(Math.floor(interval / 2), MIN_LATENESS_SECONDS), 3600);
}
