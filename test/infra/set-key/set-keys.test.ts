/** The set-key command against Secrets Manager: which keys it changes, concurrent changes, and its output. */
import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { LOCAL_CREDENTIALS } from '../../../infra/local/emulators/constants';
import {
  type SecretsManager,
  secretsError,
  startSecretsManager,
} from '../../../infra/local/emulators/secrets-manager';
import { runSetKey } from '../../../infra/set-key/set-keys';
import { collect, temporaryFile } from '../../support/run-report';

const pair = (name: string) => ({ apiKey: `${name}-key`, secretKey: `${name}-secret` });
const PLACEHOLDER = JSON.stringify({ apiKey: 'REPLACE_ME', secretKey: 'REPLACE_ME' });

const cloudFormation = mockClient(CloudFormationClient);
let secrets: SecretsManager;
let client: SecretsManagerClient;
beforeEach(async () => {
  secrets = await startSecretsManager();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: LOCAL_CREDENTIALS.sessionToken,
  });
  client = new SecretsManagerClient({});
  cloudFormation.reset();
  cloudFormation.onAnyCommand().rejects(new Error('unexpected command'));
});
afterEach(async () => {
  client.destroy();
  await secrets.stop();
});
afterAll(() => cloudFormation.restore());

/** A stack whose schedules send these accounts with these secrets. */
function stackWith(accounts: Record<string, string>, StackName = 'BalanceSnapshots'): void {
  const schedules = Object.entries(accounts).map(([account, secretId]) => [
    `Schedule${account}`,
    {
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Target: { Input: JSON.stringify({ account, secretId }) } },
    },
  ]);
  const Resources = { Table: { Type: 'AWS::DynamoDB::Table' }, ...Object.fromEntries(schedules) };
  cloudFormation
    .on(GetTemplateCommand, { StackName })
    .resolves({ TemplateBody: JSON.stringify({ Resources }) });
}

async function setKey(args: string[], stdin = '') {
  const [out, err] = [collect(), collect()];
  const exitCode = await runSetKey({
    argv: ['node', 'set-key', ...args],
    stdin: Readable.from([stdin]) as NodeJS.Process['stdin'],
    stdout: out.stream as NodeJS.Process['stdout'],
    stderr: err.stream as NodeJS.Process['stderr'],
  });
  const [stdout, stderr] = [Buffer.concat(out.chunks).toString(), Buffer.concat(err.chunks).toString()];
  expect(stdout + stderr).not.toMatch(/(main|desk|fund|old)-(key|secret)/);
  return { exitCode, stdout, stderr };
}

const piped = (name: string) => `${name}-key\n${name}-secret\n`;

function keysFile(...accounts: string[]): string {
  const path = temporaryFile('keys.json');
  const keys = Object.fromEntries(accounts.map((id) => [id, pair(id)]));
  writeFileSync(path, JSON.stringify(keys), { mode: 0o600 });
  return path;
}

async function readValue(SecretId: string): Promise<unknown> {
  return JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '');
}

const stagesOf = async (SecretId: string) =>
  Object.values((await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages ?? {});

it('fills the secret that the stack made for the account', async () => {
  stackWith({ main: 'balance-snapshots/main', desk: 'balance-snapshots/desk' });
  secrets.put('balance-snapshots/main', PLACEHOLDER);

  const result = await setKey(['--account', 'main'], piped('main'));

  expect(result).toEqual({ exitCode: 0, stdout: 'main: key set in balance-snapshots/main\n', stderr: '' });
  expect(await readValue('balance-snapshots/main')).toEqual(pair('main'));
});

it('changes one entry of a shared secret', async () => {
  stackWith({ main: 'shared', desk: 'shared' }, 'Mine');
  secrets.put('shared', JSON.stringify({ main: pair('old'), desk: pair('desk') }));

  const { exitCode } = await setKey(['--account', 'main', '--stack', 'Mine'], piped('main'));

  expect(exitCode).toBe(0);
  expect(await readValue('shared')).toEqual({ main: pair('main'), desk: pair('desk') });
});

it('sets the keys of a file in the secrets of their accounts', async () => {
  stackWith({ main: 'shared', desk: 'shared', fund: 'balance-snapshots/fund' });
  secrets.put('shared', '{}');
  secrets.put('balance-snapshots/fund', PLACEHOLDER);

  const { exitCode, stdout } = await setKey(['--file', keysFile('main', 'desk', 'fund')]);

  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    'main: key set in shared\ndesk: key set in shared\nfund: key set in balance-snapshots/fund\n',
  );
  expect(await readValue('shared')).toEqual({ main: pair('main'), desk: pair('desk') });
  expect(await readValue('balance-snapshots/fund')).toEqual(pair('fund'));
});

it('changes the secret that is named, and reads no stack', async () => {
  secrets.put('team/bingx', JSON.stringify({ desk: pair('desk') }));

  await setKey(['--account', 'main', '--secret', 'team/bingx'], piped('main'));

  expect(await readValue('team/bingx')).toEqual({ desk: pair('desk'), main: pair('main') });
  expect(cloudFormation.calls()).toEqual([]);
});

it('adds no version where the key is there already', async () => {
  secrets.put('s', JSON.stringify(pair('main')));

  const { exitCode, stdout } = await setKey(['--account', 'main', '--secret', 's'], piped('main'));

  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'main: key is already in s\n' });
  expect(secrets.requests.map(({ operation }) => operation)).toEqual(['GetSecretValue']);
});

it('removes its own label', async () => {
  secrets.put('s', PLACEHOLDER);

  await setKey(['--account', 'main', '--secret', 's'], piped('main'));

  expect(await stagesOf('s')).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']].sort());
});

describe('when another program changes the secret meanwhile', () => {
  /** Changes the secret after each of the next `times` new versions, before they become current. */
  async function changeMeanwhile(times: number) {
    for (let change = 1; change <= times; change++) {
      await secrets.nextRequest('PutSecretValue');
      secrets.put('s', JSON.stringify({ desk: pair(`desk${change}`) }));
    }
  }

  it('keeps both changes', async () => {
    secrets.put('s', JSON.stringify({ desk: pair('desk') }));
    const others = changeMeanwhile(1);

    const { exitCode } = await setKey(['--account', 'main', '--secret', 's'], piped('main'));
    await others;

    expect(exitCode).toBe(0);
    expect(await readValue('s')).toEqual({ desk: pair('desk1'), main: pair('main') });
  });

  it('stops after three attempts, with the other change in place', async () => {
    secrets.put('s', JSON.stringify({ desk: pair('desk') }));
    const others = changeMeanwhile(3);

    const { exitCode, stderr } = await setKey(['--account', 'main', '--secret', 's'], piped('main'));
    await others;

    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      's was changed by others during 3 attempts, and was not replaced; run the command again.\n',
    );
    expect(await readValue('s')).toEqual({ desk: pair('desk3') });
  });
});

it.each([
  [
    'a secret that does not exist',
    ['--secret', 'none'],
    undefined,
    'There is no secret none in this AWS account',
  ],
  [
    'a secret without a value',
    ['--secret', 's'],
    'secret value for staging label',
    's has no value; give it {}',
  ],
])('refuses %s', async (_what, args, message, sentence) => {
  if (message) secrets.stub('GetSecretValue', secretsError('ResourceNotFoundException', message));

  const { exitCode, stderr } = await setKey(['--account', 'main', ...args], piped('main'));

  expect(exitCode).toBe(1);
  expect(stderr).toContain(sentence);
});

it('names the permission that is missing', async () => {
  secrets.put('s', PLACEHOLDER);
  secrets.stub('PutSecretValue', secretsError('AccessDeniedException', 'not allowed'));

  const { exitCode, stderr } = await setKey(['--account', 'main', '--secret', 's'], piped('main'));

  expect(exitCode).toBe(1);
  expect(stderr).toBe(
    'These AWS credentials lack the permission secretsmanager:PutSecretValue: not allowed\n',
  );
});

it('names the unavailable service, and leaves the secret unchanged', async () => {
  secrets.put('s', PLACEHOLDER);
  secrets.stubAlways('UpdateSecretVersionStage', secretsError('InternalServiceError', 'busy', 500));

  const { exitCode, stderr } = await setKey(['--account', 'main', '--secret', 's'], piped('main'));

  expect(exitCode).toBe(1);
  expect(stderr).toBe('Secrets Manager is unavailable for s; run the command again: busy\n');
  expect(await readValue('s')).toEqual(JSON.parse(PLACEHOLDER));
});

it('changes nothing where the stack lacks one of the accounts', async () => {
  stackWith({ main: 's' });
  secrets.put('s', PLACEHOLDER);

  const { exitCode, stderr } = await setKey(['--file', keysFile('main', 'typo')]);

  expect(exitCode).toBe(1);
  expect(stderr).toBe('The stack BalanceSnapshots has no account typo, only main. Nothing was changed.\n');
  expect(secrets.requests).toEqual([]);
});

it.each([
  ['neither account nor file', [], 'Give either --account or --file'],
  ['both', ['--account', 'main', '--file', 'f'], "cannot be used with option '--account"],
  ['a key as an argument', ['--account', 'main', 'abc'], 'too many arguments'],
])('exits with 2 for %s', async (_what, args, message) => {
  const { exitCode, stderr } = await setKey(args);

  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});
