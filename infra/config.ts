/** Everything that ops may set: read from CDK context (`cdk.json`, or `-c key=value`), validated, defaulted. */
import * as z from 'zod';
import { ACCOUNT_ID, DEFAULT_MAX_LATENESS_SECONDS, DEFAULT_TIMEZONE } from '../functions/snapshot/event';

/** A list or an object that came as text, by `-c key=…`, is JSON. */
const fromText = (value: unknown) => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const account = z.strictObject({
  id: z.string().regex(ACCOUNT_ID, 'wants 1 to 32 letters, digits, - or _'),
  schedule: z.string().default('cron(0 * * * ? *)'),
  timezone: z.string().default(DEFAULT_TIMEZONE),
  /** An existing secret. Where it is absent the stack makes `balance-snapshots/<id>`. */
  secretName: z.string().min(1).optional(),
  maxLatenessSeconds: z.int().positive().default(DEFAULT_MAX_LATENESS_SECONDS),
});

const settings = z.object({
  accounts: z.preprocess(fromText, z.array(account).min(1)).default([account.parse({ id: 'main' })]),
  retentionDays: z.preprocess(fromText, z.int().positive()).optional(),
  stackName: z.string().default('BalanceSnapshots'),
});

export type Config = z.output<typeof settings>;
export type AccountConfig = Config['accounts'][number];

/** Reads the settings from `context`. Throws one sentence that names the key, what it got and what it wants. */
export function readConfig(context: Record<string, unknown>): Config {
  const read = settings.safeParse(context);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`cdk context ${issue?.path.join('.')}: ${issue?.message}`);
}

/** The name under which an account's API key lies in Secrets Manager. */
export const secretName = (account: AccountConfig) => account.secretName ?? `balance-snapshots/${account.id}`;
