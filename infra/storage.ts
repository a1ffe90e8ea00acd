/** What must outlive everything else: the history table, and the secrets that hold the API keys. */
import { CfnOutput, RemovalPolicy, SecretValue, type Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, type ITable, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { KEY, TTL_ATTRIBUTE } from '../functions/history/table';
import { SECRET_PLACEHOLDER } from '../functions/snapshot/environment';
import { type AccountConfig, type Config, secretName } from './config';

export type Storage = { history: ITable; secrets: ISecret[] };

/** What a new secret holds until ops fill it; the function takes it for "not filled", never for a key. */
const PLACEHOLDER = JSON.stringify({ apiKey: SECRET_PLACEHOLDER, secretKey: SECRET_PLACEHOLDER });

/** The construct ids here make the logical ids: changing one would make CloudFormation replace history or keys. */
export function createStorage(stack: Stack, config: Config): Storage {
  const history = config.tableName
    ? Table.fromTableName(stack, 'ExistingHistory', config.tableName)
    : historyTable(stack);
  new CfnOutput(stack, 'TableName', {
    value: history.tableName,
    description: 'The history: read it with npm run report, or in the DynamoDB console',
  });
  return { history, secrets: config.accounts.map((account) => accountSecret(stack, account)) };
}

function historyTable(stack: Stack): ITable {
  return new Table(stack, 'History', {
    partitionKey: { name: KEY.partition, type: AttributeType.STRING },
    sortKey: { name: KEY.sort, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    // By a key that DynamoDB owns: free, always on.
    encryption: TableEncryption.DEFAULT,
    // Declared without a retention as well: CloudFormation fails every deployment that takes it away again
    // (https://github.com/aws/aws-cdk/issues/25655), and a row without the attribute never expires.
    timeToLiveAttribute: TTL_ATTRIBUTE,
  });
}

function accountSecret(stack: Stack, account: AccountConfig): ISecret {
  const name = secretName(account);
  if (account.secretName) return Secret.fromSecretNameV2(stack, `Secret-${account.id}`, name);
  // Encrypted by the key aws/secretsmanager, which is free; Secrets Manager answers over TLS alone.
  const secret = new Secret(stack, `Secret-${account.id}`, {
    secretName: name,
    description: `BingX API key of account ${account.id}: {"apiKey":"…","secretKey":"…"}, a key that may only read`,
    // The real key is put in by hand after the deployment: a template must not carry it.
    secretStringValue: SecretValue.unsafePlainText(PLACEHOLDER),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'BingX has no call that makes a new API key: the runbook rotates it by hand, without a gap.',
  });
  return secret;
}
