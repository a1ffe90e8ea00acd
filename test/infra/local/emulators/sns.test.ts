/** The SNS emulator records published messages, and refuses what SNS would refuse. */
import { CreateTopicCommand, PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../../infra/local/emulators/constants';
import { type Sns, snsError, startSns } from '../../../../infra/local/emulators/sns';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:Alarms';
const MESSAGE = { TopicArn: TOPIC, Subject: 'main: captured', Message: 'ü\n2' };

let sns: Sns;
beforeEach(async () => {
  sns = await startSns({ topicArns: [TOPIC] });
});
afterEach(() => sns.stop());

async function withClient<T>(
  use: (client: SNSClient) => Promise<T>,
  credentials = LOCAL_CREDENTIALS,
): Promise<T> {
  const client = new SNSClient({ endpoint: sns.url, region: LOCAL_REGION, credentials, maxAttempts: 1 });
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

const publish = (input: PublishCommandInput, credentials = LOCAL_CREDENTIALS) =>
  withClient((client) => client.send(new PublishCommand(input)), credentials);

const rejection = (status: number, code: string) =>
  expect.objectContaining({
    Code: code,
    $metadata: expect.objectContaining({ httpStatusCode: status }),
  });

it('records a published message', async () => {
  const { MessageId } = await publish(MESSAGE);

  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(sns.messages).toEqual([{ topicArn: TOPIC, subject: 'main: captured', message: 'ü\n2' }]);
});

it.each([
  ['an unknown topic', { TopicArn: `${TOPIC}2` }, 404, 'NotFound'],
  ['a subject of 101 characters', { Subject: 'x'.repeat(101) }, 400, 'InvalidParameter'],
  ['a subject with a line break', { Subject: 'a\nb' }, 400, 'InvalidParameter'],
  ['a subject that is not ASCII', { Subject: 'ü' }, 400, 'InvalidParameter'],
  ['an empty message', { Message: '' }, 400, 'InvalidParameter'],
  ['a message of more than 256 KB', { Message: 'ü'.repeat(131_073) }, 400, 'InvalidParameter'],
])('refuses %s', async (_what, change, status, code) => {
  await expect(publish({ ...MESSAGE, ...change })).rejects.toEqual(rejection(status, code));

  expect(sns.messages).toEqual([]);
});

it('refuses another action', async () => {
  const creation = withClient((client) => client.send(new CreateTopicCommand({ Name: 'Alarms' })));

  await expect(creation).rejects.toEqual(rejection(400, 'InvalidAction'));
});

it('refuses a request that is signed with other credentials', async () => {
  const credentials = { ...LOCAL_CREDENTIALS, secretAccessKey: 'guessed' };

  await expect(publish(MESSAGE, credentials)).rejects.toEqual(rejection(403, 'InvalidClientTokenId'));
  expect(sns.messages).toEqual([]);
});

it('gives stubbed responses, then its own again', async () => {
  sns.stub('Publish', snsError('InternalError', 'unavailable', 500));

  await expect(publish(MESSAGE)).rejects.toEqual(rejection(500, 'InternalError'));
  await publish(MESSAGE);
  expect(sns.messages).toHaveLength(1);
});
