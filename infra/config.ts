/** All settings: read from CDK context (`cdk.json`, or `-c key=value`), validated, defaults filled in. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { closest } from 'fastest-levenshtein';
import * as z from 'zod';
import { type AccountConfig, accountConfig, accountFields, secretName, textMatching } from './account-config';
import { fromText, InvalidConfig, settingError, settingPath } from './setting-errors';

export { type AccountConfig, InvalidConfig, secretName };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_RESOURCES = 500;

/** The alarm descriptions contain the address and have limits of their own. */
export const MAX_URL_LENGTH = 256;

const ACCOUNTS_FILE = 'must be a JSON file with a list of accounts';

const LOG_RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is number => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

const settings = z.strictObject({
  accounts: z
    .preprocess(
      fromText,
      z
        .array(accountConfig, 'must be a list of accounts as JSON, such as [{"id":"main"}]')
        .min(1, 'must list at least 1 account')
        // Checked before each schedule is parsed; snapshot-app.ts checks the resources that the stack really has.
        .max(MAX_RESOURCES, `must list at most ${MAX_RESOURCES} accounts, as many as a stack has resources`),
    )
    .default([accountConfig.parse({ id: 'main' })])
    .check(({ value, issues }) => {
      const ids = value.map(({ id }) => id);
      for (const [i, id] of ids.entries()) {
        if (ids.indexOf(id) === i) continue;
        const message = 'must be unique among the accounts';
        issues.push({ code: 'custom', path: [i, 'id'], input: id, message });
      }
    }),
  accountsFile: z.string(ACCOUNTS_FILE).optional(),
  alarmEmails: z
    .preprocess(
      fromText,
      z.array(z.email('must be an email address'), 'must be a list as JSON, such as ["ops@example.com"]'),
    )
    .refine((emails) => new Set(emails).size === emails.length, 'must list each address once')
    // No default: the synth warns where it is not set, and [] is an explicit decision.
    .optional(),
  runbookUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(MAX_URL_LENGTH, `must be at most ${MAX_URL_LENGTH} characters`)
    .refine((url) => !url.includes('#'), 'must be an address without a #fragment')
    .optional(),
  dashboard: z.preprocess(fromText, z.boolean('must be true or false')).default(true),
  analytics: z.preprocess(fromText, z.boolean('must be true or false')).default(false),
  egress: z.enum(['lambda', 'nat'], 'must be lambda or nat').default('lambda'),
  egressAllocationId: textMatching(
    /^eipalloc-[0-9a-f]{8,17}$/,
    'must be the allocation id of an Elastic IP, such as eipalloc-0123456789abcdef0',
  ).optional(),
  retentionDays: z
    .preprocess(fromText, z.int('must be an integer').positive('must be at least 1'))
    .optional(),
  logRetentionDays: z
    .preprocess(fromText, z.literal(LOG_RETENTIONS, `must be one of ${LOG_RETENTIONS.join(', ')}`))
    .default(400),
  memorySize: z
    .preprocess(
      fromText,
      z.int('must be an integer').min(128, 'must be at least 128').max(10_240, 'must be at most 10240'),
    )
    .default(512),
  tableName: textMatching(/^[\w.-]{3,255}$/, 'must be the name of an existing table').optional(),
  stackName: textMatching(
    /^[A-Za-z][A-Za-z0-9-]{0,63}$/,
    'must be a letter followed by at most 63 letters, digits or -',
  ).default('BalanceSnapshots'),
});

const checkedSettings = settings.check(({ value: { egress, egressAllocationId }, issues }) => {
  if (egress === 'nat' || egressAllocationId === undefined) return;
  const message = 'is only used with egress nat, got egress lambda; remove it or change egress';
  issues.push({ code: 'custom', path: ['egressAllocationId'], input: egressAllocationId, message });
});

export type Config = z.output<typeof checkedSettings>;

/**
 * Reads the settings from `context`. Throws `InvalidConfig`, one sentence, where a setting is wrong. A relative
 * `accountsFile` is resolved against the folder of cdk.json.
 */
export function readConfig(context: Record<string, unknown>): Config {
  const ours = Object.fromEntries(Object.entries(context).filter(([key]) => !isCdkKey(key)));
  const { accountsFile } = ours;
  const given = typeof accountsFile === 'string' ? { ...ours, accounts: readAccounts(accountsFile) } : ours;
  const read = checkedSettings.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code === 'unrecognized_keys') throw unknownSetting(issue.path, issue.keys[0] ?? '');
  throw new InvalidConfig(
    issue && settingError(issue, given, typeof accountsFile === 'string' ? accountsFile : undefined),
  );
}

const CDK_FOLDER = join(__dirname, '..');

function readAccounts(file: string): unknown {
  const invalid = (reason: string, cause: unknown) =>
    new InvalidConfig(`Setting accountsFile ${ACCOUNTS_FILE}, got ${JSON.stringify(file)}: ${reason}.`, {
      cause,
    });
  let text: string;
  try {
    text = readFileSync(resolve(CDK_FOLDER, file), 'utf8');
  } catch (error) {
    throw invalid(`it cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid('it is not valid JSON', error);
  }
}

/** Each setting by the name under which docs/configuration.md documents it. */
export const settingNames = () => [
  ...Object.keys(settings.shape),
  ...Object.keys(accountFields.shape).map((key) => `accounts[].${key}`),
];

/** Feature flags, cached look-ups and the CLI's own keys are in the context as well; none of them is a plain word. */
const isCdkKey = (key: string) =>
  /[:/@]/.test(key) || /^(cli-telemetry|acknowledged-issue-numbers)$/.test(key);

function unknownSetting(path: PropertyKey[], key: string): InvalidConfig {
  const known = Object.keys(path.length === 0 ? settings.shape : accountFields.shape);
  const name = settingPath([...path, key]);
  return new InvalidConfig(`Setting ${name} is unknown; the nearest known one is ${closest(key, known)}.`);
}
