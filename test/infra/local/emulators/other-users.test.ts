/** The emulators refuse requests of other users of this machine. */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../../infra/local/emulators/constants';
import { type DynamoDb, startDynamoDb } from '../../../../infra/local/emulators/dynamodb';
import { type SecretsManager, startSecretsManager } from '../../../../infra/local/emulators/secrets-manager';
import { type FakeBingx, startFakeBingx } from '../../../../infra/local/fake-bingx/server';
import { askAsStranger, listeningPorts } from '../../../support/foreign-process';

const KEY = 'the-real-key';

let dynamodb: DynamoDb;
let secrets: SecretsManager;
let exchange: FakeBingx;
beforeAll(async () => {
  [dynamodb, secrets, exchange] = await Promise.all([
    startDynamoDb(),
    startSecretsManager(),
    startFakeBingx({ accounts: [] }),
  ]);
  secrets.put('a/secret', KEY);
});
afterAll(() => Promise.all([dynamodb.stop(), secrets.stop(), exchange.stop()]));

const READ_SECRET = {
  target: 'secretsmanager.GetSecretValue',
  body: JSON.stringify({ SecretId: 'a/secret' }),
};

const LIST_TABLES = { target: 'DynamoDB_20120810.ListTables', body: '{}' };

type Raw = { headers?: Record<string, string>; body?: string; path?: string };

/** Sends exactly these headers, unsigned. */
const send = (url: string, { headers, body = '', path = '/' }: Raw) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    request(url, { method: body ? 'POST' : 'GET', path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    })
      .on('error', reject)
      .end(body);
  });

const clientWith = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new SecretsManagerClient({ endpoint: secrets.url, region: LOCAL_REGION, credentials, maxAttempts: 1 });

it.each([
  ['another access key', { ...LOCAL_CREDENTIALS, accessKeyId: 'LOCAL0' }],
  ['the access key and another secret', { ...LOCAL_CREDENTIALS, secretAccessKey: 'guessed' }],
])('refuses a request signed with %s', async (_what, credentials) => {
  const client = clientWith(credentials);

  const reading = client.send(new GetSecretValueCommand({ SecretId: 'a/secret' }));

  await expect(reading).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  client.destroy();
});

it('refuses a signature of another body', async () => {
  const client = clientWith(LOCAL_CREDENTIALS);
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { body: string }).body = READ_SECRET.body;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'forge' },
  );

  const reading = client.send(new GetSecretValueCommand({ SecretId: 'a/other1' }));

  await expect(reading).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  client.destroy();
});

it('refuses an unsigned request and does not record it', async () => {
  const headers = { 'x-amz-target': READ_SECRET.target };

  const secret = await send(secrets.url, { headers, body: READ_SECRET.body });
  const tables = await send(dynamodb.url, {
    headers: { 'x-amz-target': LIST_TABLES.target },
    body: LIST_TABLES.body,
  });

  expect(secret).toEqual({ status: 400, body: expect.stringContaining('UnrecognizedClientException') });
  expect(tables).toEqual({ status: 400, body: expect.stringContaining('UnrecognizedClientException') });
  expect(secrets.requests).toEqual([]);
});

it('accepts only the host names 127.0.0.1 and localhost', async () => {
  const port = new URL(exchange.url).port;
  const path = '/openApi/swap/v2/server/time';
  const statusFor = async (url: string, host: string) =>
    (await send(url, { headers: { host }, path })).status;

  expect(await statusFor(exchange.url, `127.0.0.1:${port}`)).toBe(200);
  expect(await statusFor(exchange.url, 'localhost')).toBe(200);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1.evil.example',
    'localhost@evil.example',
  ]) {
    for (const { url } of [exchange, secrets, dynamodb]) expect(await statusFor(url, host)).toBe(403);
  }
});

const onLinux = existsSync('/proc/self/net/tcp') ? it : it.skip;

onLinux('refuses requests at every port of this process, including that of dynalite', async () => {
  await dynamodb.client.send(new ListTablesCommand({}));
  const guessed = {
    authorization: `AWS4-HMAC-SHA256 Credential=GUESSED/20261122/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
  };
  const requests = [READ_SECRET, LIST_TABLES].map(({ target, body }) => ({
    headers: { ...guessed, 'x-amz-target': target },
    body,
  }));
  const awsPorts = listeningPorts().filter((port) => port !== Number(new URL(exchange.url).port));

  const answers = await askAsStranger(awsPorts.flatMap((port) => requests.map((one) => ({ ...one, port }))));

  expect(awsPorts).toHaveLength(3);
  expect(answers.filter((answer) => !/^(none|400 .*UnrecognizedClientException.*)$/.test(answer))).toEqual(
    [],
  );
  expect(answers.filter((answer) => answer === 'none')).toHaveLength(2);
});
