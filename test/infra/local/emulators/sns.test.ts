/** The SNS emulator records published messages, and refuses what SNS would refuse. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../../infra/local/emulators/constants';
import { type Sns, snsError, startSns } from '../../../../infra/local/emulators/sns';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:Alarms';
const MESSAGE = { Action: 'Publish', TopicArn: TOPIC, Subject: 'main: captured', Message: 'ü\n2' };

let sns: Sns;
beforeEach(async () => {
  sns = await startSns({ topicArns: [TOPIC] });
});
afterEach(() => sns.stop());

/** Sends a form; signed as the SDK signs it for `credentials`. */
async function send(form: Record<string, string>, credentials = LOCAL_CREDENTIALS) {
  const { host, hostname, port } = new URL(sns.url);
  const body = new URLSearchParams({ ...form, Version: '2010-03-31' }).toString();
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  };
  // Any client's signer will do: the protocol's signature is the same for each service.
  const client = new SecretsManagerClient({ region: LOCAL_REGION, credentials });
  const signer = await client.config.signer?.({
    schemeId: 'aws.auth#sigv4',
    signingProperties: { name: 'sns', region: LOCAL_REGION },
  } as never);
  if (!signer) throw new Error('The client has no signer.');
  const { headers } = (await signer.sign(request as never)) as { headers: Record<string, string> };
  client.destroy();
  const { host: _, ...sent } = headers;
  const response = await fetch(sns.url, { method: 'POST', headers: sent, body });
  return { status: response.status, body: await response.text() };
}

it('records a published message', async () => {
  const { status, body } = await send(MESSAGE);

  expect(status).toBe(200);
  expect(body).toMatch(/<MessageId>[0-9a-f-]{36}<\/MessageId>/);
  expect(sns.messages).toEqual([{ topicArn: TOPIC, subject: 'main: captured', message: 'ü\n2' }]);
});

it.each([
  ['an unknown topic', { TopicArn: `${TOPIC}2` }, 404, 'NotFound'],
  ['a subject of 101 characters', { Subject: 'x'.repeat(101) }, 400, 'InvalidParameter'],
  ['a subject with a line break', { Subject: 'a\nb' }, 400, 'InvalidParameter'],
  ['a subject that is not ASCII', { Subject: 'ü' }, 400, 'InvalidParameter'],
  ['an empty message', { Message: '' }, 400, 'InvalidParameter'],
  ['a message of more than 256 KB', { Message: 'ü'.repeat(131_073) }, 400, 'InvalidParameter'],
  ['another action', { Action: 'CreateTopic' }, 400, 'InvalidAction'],
])('refuses %s', async (_what, change, status, code) => {
  const response = await send({ ...MESSAGE, ...change });

  expect(response).toEqual({ status, body: expect.stringContaining(`<Code>${code}</Code>`) });
  expect(sns.messages).toEqual([]);
});

it('refuses a request that is signed with other credentials', async () => {
  const { status } = await send(MESSAGE, { ...LOCAL_CREDENTIALS, secretAccessKey: 'guessed' });

  expect(status).toBe(403);
  expect(sns.messages).toEqual([]);
});

it('gives stubbed responses, then its own again', async () => {
  sns.stub('Publish', snsError('InternalError', 'unavailable', 500));

  expect((await send(MESSAGE)).status).toBe(500);
  expect((await send(MESSAGE)).status).toBe(200);
  expect(sns.messages).toHaveLength(1);
});
