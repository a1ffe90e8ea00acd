/** Everything that ops may set: read from CDK context (`cdk.json`, or `-c key=value`), validated, defaulted. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import { ACCOUNT_ID } from '../functions/history/account';
import { expressionError } from '../functions/schedule/expression';
import { parseSchedule, slotIntervals } from '../functions/schedule/schedule';
import { DEFAULT_TIMEZONE } from '../functions/snapshot/event';
import { MAX_LATENESS_SECONDS, MIN_LATENESS_SECONDS } from './event-age';

/** What CloudFormation takes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_RESOURCES = 500;

/**
 * The number of accounts at which one stack ends: an account needs ten resources (its secret, its schedule, its eight
 * alarms), and what all accounts share needs 42 and one for each mail address.
 */
export const MAX_ACCOUNTS = 40;

const LOG_RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** Text of a form; `wants` says which. */
const text = (form: RegExp, wants: string) => z.string(wants).regex(form, wants);

const accountFields = z.strictObject(
  {
    id: text(ACCOUNT_ID, 'wants 1 to 32 letters, digits, - or _'),
    schedule: z.string('wants cron(0 * * * ? *) or rate(1 hour)').default('cron(0 * * * ? *)'),
    timezone: z.string('wants an IANA name such as Europe/Berlin').default(DEFAULT_TIMEZONE),
    secretName: text(
      /^[\w/+=.@-]{1,128}$/,
      'wants the name of an existing secret, 128 characters at most, such as team/bingx',
    ).optional(),
    maxLatenessSeconds: z
      .int('wants whole seconds')
      .min(MIN_LATENESS_SECONDS, `wants ${MIN_LATENESS_SECONDS} or more`)
      .max(MAX_LATENESS_SECONDS, `wants ${MAX_LATENESS_SECONDS} or less`)
      .optional(),
  },
  'wants an account as JSON, such as {"id":"main"}',
);

const account = accountFields.transform((value, { issues }) => {
  try {
    const { shortest, longest } = gapsBetween(value);
    const { maxLatenessSeconds = defaultLatenessSeconds(shortest) } = value;
    return { ...value, maxLatenessSeconds, longestGapSeconds: longest };
  } catch (error) {
    const { message } = error as Error;
    const path = [message.startsWith('time zone') ? 'timezone' : 'schedule'];
    issues.push({ code: 'custom', path, input: value, message });
    return z.NEVER;
  }
});

const settings = z.strictObject({
  accounts: z
    .preprocess(
      fromText,
      z
        .array(account, 'wants a list of accounts as JSON, such as [{"id":"main"}]')
        .min(1, 'wants one account or more')
        .max(
          MAX_ACCOUNTS,
          `lists more accounts than the ${MAX_ACCOUNTS} that fit into one stack, because CloudFormation takes ${MAX_RESOURCES} ` +
            'resources and an account needs ten; deploy the others as a stack of their own, with another stackName',
        ),
    )
    .default([account.parse({ id: 'main' })])
    .check(({ value, issues }) => {
      for (const [i, { id }] of value.entries()) {
        if (value.findIndex((other) => other.id === id) === i) continue;
        const message = `is "${id}" a second time; every account wants an id of its own`;
        issues.push({ code: 'custom', path: [i, 'id'], input: id, message });
      }
    }),
  alarmEmails: z
    .preprocess(
      fromText,
      z.array(z.email('wants an email address'), 'wants a list as JSON, such as ["ops@example.com"]'),
    )
    .refine((emails) => new Set(emails).size === emails.length, 'wants every address once')
    // No default: the synth warns where nobody has decided, and [] is a decision.
    .optional(),
  egress: z.enum(['lambda', 'nat'], 'wants lambda or nat').default('lambda'),
  egressAllocationId: text(
    /^eipalloc-[0-9a-f]{8,17}$/,
    'must be the allocation id of an Elastic IP, such as eipalloc-0123456789abcdef0',
  ).optional(),
  retentionDays: z.preprocess(fromText, days()).optional(),
  logRetentionDays: z
    .preprocess(fromText, z.literal(LOG_RETENTIONS, `wants one of ${LOG_RETENTIONS.join(', ')}`))
    .default(400),
  memorySize: z
    .preprocess(
      fromText,
      z.int('wants whole MB').min(128, 'wants 128 or more').max(10_240, 'wants 10240 or less'),
    )
    .default(512),
  tableName: text(/^[\w.-]{3,255}$/, 'wants the name of an existing table').optional(),
  stackName: text(
    /^[A-Za-z][A-Za-z0-9-]{0,63}$/,
    'wants a letter, then up to 63 letters, digits or -',
  ).default('BalanceSnapshots'),
});

const checkedSettings = settings.check(({ value: { egress, egressAllocationId }, issues }) => {
  if (egress === 'nat' || egressAllocationId === undefined) return;
  const message = 'is only used with egress nat, got egress lambda; remove it or change egress';
  issues.push({ code: 'custom', path: ['egressAllocationId'], input: egressAllocationId, message });
});

export type Config = z.output<typeof checkedSettings>;
export type AccountConfig = Config['accounts'][number];

/** Reads the settings from `context`. Throws one sentence that names the setting, what it got and what it wants. */
export function readConfig(context: Record<string, unknown>): Config {
  const ours = Object.entries(context).filter(([key]) => !isCdksOwn(key));
  const read = checkedSettings.safeParse(Object.fromEntries(ours));
  if (read.success) return read.data;
  throw new InvalidConfig(read.error.issues.map((issue) => sentence(issue, context))[0]);
}

export class InvalidConfig extends Error {
  override name = 'InvalidConfig';
}

/** The name under which an account's API key lies in Secrets Manager. */
export const secretName = (account: AccountConfig) => account.secretName ?? `balance-snapshots/${account.id}`;

/** Feature flags, cached look-ups and the CLI's own keys are in the context as well; none of them is a plain word. */
const isCdksOwn = (key: string) =>
  /[:/@]/.test(key) || /^(cli-telemetry|acknowledged-issue-numbers)$/.test(key);

/** A list or a number that came as text, by `-c key=…`, is JSON. */
function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function days() {
  return z.int('wants whole days').positive('wants 1 or more');
}

/** The times between two slots in a row, in seconds. Throws one sentence where schedule or time zone are wrong. */
function gapsBetween({ schedule, timezone }: { schedule: string; timezone: string }) {
  const error = expressionError(schedule);
  if (error) throw new Error(`schedule ${JSON.stringify(truncate(schedule))} ${error}`);
  const gaps = slotIntervals(parseSchedule(schedule, timezone));
  if (gaps) return gaps;
  throw new Error(`schedule "${schedule}" is not due twice; it wants one that comes round`);
}

const MAX_QUOTED_LENGTH = 100;

const truncate = (text: string) =>
  text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;

/** Half the interval, so that a balance is nearest to the slot that it is written under; an hour at most. */
function defaultLatenessSeconds(interval: number): number {
  return Math.min(Math.max(Math.floor(interval / 2), MIN_LATENESS_SECONDS), 3600);
}

function sentence(issue: z.core.$ZodIssue, context: Record<string, unknown>): string {
  if (issue.code === 'unrecognized_keys') return unknownKey(issue.path, issue.keys[0] ?? '');
  const setting = named(issue.path);
  if (!/^(wants|must be) /.test(issue.message)) {
    return /^(is|lists) /.test(issue.message)
      ? `Setting ${setting} ${issue.message}.`
      : `Setting ${setting}: ${issue.message}.`;
  }
  const got = issue.path.reduce<unknown>(
    (value, key) => (fromText(value) as Record<PropertyKey, unknown> | undefined)?.[key],
    context,
  );
  const quoted = got === undefined ? undefined : truncate(JSON.stringify(got));
  if (issue.message.startsWith('must be')) return `Setting ${setting} ${issue.message}, got ${quoted}.`;
  return `Setting ${setting} is ${quoted ?? 'missing'}; it ${issue.message}.`;
}

/** Every setting by the name under which the README documents it. */
export const settingNames = () => [
  ...Object.keys(settings.shape),
  ...Object.keys(accountFields.shape).map((key) => `accounts[].${key}`),
];

function unknownKey(path: PropertyKey[], key: string): string {
  const known = Object.keys(path.length === 0 ? settings.shape : accountFields.shape);
  return `Setting ${named([...path, key])} is unknown; the nearest known one is ${closest(key, known)}.`;
}

/** `accounts[0].id` */
const named = (path: PropertyKey[]) =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);
