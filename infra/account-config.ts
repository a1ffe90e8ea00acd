/** The settings of one account, with the defaults that follow from its schedule. */
import * as z from 'zod';
import { ACCOUNT_ID } from '../functions/history/account';
import { expressionError, isTimezone } from '../functions/schedule/expression';
import { parseSchedule, slotIntervals } from '../functions/schedule/schedule';
import { DEFAULT_TIMEZONE } from '../functions/snapshot/event';
import { MAX_LATENESS_SECONDS, MIN_LATENESS_SECONDS } from './event-age';
import { truncate } from './setting-errors';

/** Text that matches `pattern`; `message` says what it must be. */
export const textMatching = (pattern: RegExp, message: string) => z.string(message).regex(pattern, message);

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
  const intervals = slotIntervals(parseSchedule(value.schedule, value.timezone));
  if (!intervals) return reject('must be due more than once');
  const { maxLatenessSeconds = defaultLatenessSeconds(intervals.shortest) } = value;
  return { ...value, maxLatenessSeconds, longestGapSeconds: intervals.longest };
});

export type AccountConfig = z.output<typeof accountConfig>;

/** The name of the secret that holds an account's API key. */
export const secretName = (account: AccountConfig) => account.secretName ?? `balance-snapshots/${account.id}`;

/** Half the interval, so that a balance is nearest to the slot that it is written under; an hour at most. */
function defaultLatenessSeconds(interval: number): number {
  return Math.min(Math.max(Math.floor(interval / 2), MIN_LATENESS_SECONDS), 3600);
}
