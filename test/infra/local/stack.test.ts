/** A running local stack refuses other users of the machine at all of its ports. */
import { existsSync } from 'node:fs';
import { type LocalStack, startLocalStack } from '../../../infra/local/stack';
import { deployedStack } from '../../support/assembly';
import { askAsStranger, type ForeignRequest, listeningPorts } from '../../support/foreign-process';
import { CANARY } from '../../support/no-secrets';

const SECRET = 'balance-snapshots/main';

let stack: LocalStack;
beforeAll(async () => {
  const secrets = { [SECRET]: JSON.stringify(CANARY) };
  stack = await startLocalStack({ deployment: await deployedStack(), secrets });
  await stack.lambda.startSandbox();
}, 120_000);
afterAll(() => stack.stop());

const onLinux = existsSync('/proc/self/net/tcp') ? it : it.skip;

onLinux('refuses another user at every port, with any Host header', async () => {
  const requests: Omit<ForeignRequest, 'port'>[] = [
    { headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: `{"SecretId":"${SECRET}"}` },
    { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' },
    { body: 'Action=Publish&Message=hello' },
    { path: '/2018-06-01/runtime/invocation/next' },
  ];
  const hosts: Record<string, string>[] = [{}, { host: 'localhost' }, { host: 'evil.example' }];
  // Secrets Manager, SNS, DynamoDB, dynalite behind it, and the sandbox's Runtime API.
  const ports = listeningPorts();

  const answers = await askAsStranger(
    ports.flatMap((port) =>
      hosts.flatMap((host) =>
        requests.map(({ headers, ...one }) => ({ ...one, port, headers: { ...headers, ...host } })),
      ),
    ),
  );

  expect(ports).toHaveLength(5);
  expect(answers).toHaveLength(60);
  expect(
    answers.filter(
      (answer) =>
        !/^(none|403 |403 .*InvalidClientTokenId.*|400 .*UnrecognizedClientException.*)$/.test(answer),
    ),
  ).toEqual([]);
});
