/** What outlives the stack: the history table, and the secrets that hold the API keys. */
import { Annotations, CfnOutput, RemovalPolicy, SecretValue, type Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { KEY, TTL_ATTRIBUTE } from '../functions/history/table';
import { SECRET_PLACEHOLDER } from '../functions/snapshot/environment';
import { type AccountConfig, type Config, secretName } from './config';
import type { NamedSecret } from './secret-access';
import { MAX_SECRET_BYTES } from './set-key/secret-document';

/** `secrets` has one entry for each name, however many accounts share it. */
export type Storage = { history: ITable; secrets: NamedSecret[] };

/** The initial value of a secret; the function treats it as not filled in, never as a key. */
const PLACEHOLDER = JSON.stringify({ apiKey: SECRET_PLACEHOLDER, secretKey: SECRET_PLACEHOLDER });

/** The construct ids determine the logical ids: changing one would make CloudFormation replace the table or a secret. */
export function createStorage(stack: Stack, config: Config): Storage {
  const history = config.tableName
    ? Table.fromTableName(stack, 'ExistingHistory', config.tableName)
    : createHistoryTable(stack);
  new CfnOutput(stack, 'TableName', {
    value: history.tableName,
    description: 'The history; read it with npm run report',
  });
  return { history, secrets: createSecrets(stack, config) };
}

function createSecrets(stack: Stack, { accounts }: Config): NamedSecret[] {
  const names = new Set(accounts.map(secretName));
  return [...names].map((name) => {
    const sharing = accounts.filter((account) => secretName(account) === name);
    warnAboutSize(stack, name, sharing);
    // One of them may be the account for which the secret is created; otherwise it exists.
    const owner = sharing.find((account) => account.secretName === undefined);
    const secret = owner
      ? createSecret(stack, owner)
      : Secret.fromSecretNameV2(stack, `Secret-${sharing[0]?.id}`, name);
    return { name, secret };
  });
}

/** The length of BingX's API keys and secret keys. */
const KEY_CHARACTERS = 88;

function warnAboutSize(stack: Stack, name: string, accounts: AccountConfig[]): void {
  const key = 'x'.repeat(KEY_CHARACTERS);
  const keys = Object.fromEntries(accounts.map(({ id }) => [id, { apiKey: key, secretKey: key }]));
  const bytes = JSON.stringify(keys).length;
  if (accounts.length === 1 || bytes <= MAX_SECRET_BYTES) return;
  Annotations.of(stack).addWarningV2(
    `balance-snapshots:secretTooLarge-${name}`,
    `Secret ${name} is shared by ${accounts.length} accounts, whose keys need about ${bytes} bytes; a secret holds ${MAX_SECRET_BYTES}. Use another secretName for some of them.`,
  );
}

function createHistoryTable(stack: Stack): ITable {
  return new Table(stack, 'History', {
    partitionKey: { name: KEY.partition, type: AttributeType.STRING },
    sortKey: { name: KEY.sort, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    // A key that DynamoDB owns: free, always on.
    encryption: TableEncryption.DEFAULT,
    // Declared without a retention as well: CloudFormation cannot remove it (https://github.com/aws/aws-cdk/issues/25655),
    // and a row without the attribute never expires.
    timeToLiveAttribute: TTL_ATTRIBUTE,
  });
}

function createSecret(stack: Stack, account: AccountConfig): Secret {
  // Encrypted by the key aws/secretsmanager, which is free; Secrets Manager accepts only TLS.
  const secret = new Secret(stack, `Secret-${account.id}`, {
    secretName: secretName(account),
    description: `BingX API key of account ${account.id}: {"apiKey":"…","secretKey":"…"}, a key that may only read`,
    // The key is stored after the deployment: a template must not contain it.
    secretStringValue: SecretValue.unsafePlainText(PLACEHOLDER),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'BingX has no API to create a key: the runbook describes its rotation.',
  });
  return secret;
}
