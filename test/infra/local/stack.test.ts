/** A running stack on this machine has nothing to give to other users of the machine, at any of its ports. */
import { existsSync } from 'node:fs';
import { type LocalStack, startLocalStack } from '../../../infra/local/stack';
import { deployedStack } from '../../support/assembly';
import { CANARY } from '../../support/no-secrets';
import { askAsStranger, listeningPorts, type StrangersRequest } from '../../support/stranger';

const SECRET = 'balance-snapshots/main';

let stack: LocalStack;
beforeAll(async () => {
  const secrets = { [SECRET]: JSON.stringify(CANARY) };
  stack = await startLocalStack({ deployment: await deployedStack(), secrets });
  await stack.lambda.startSandbox();
}, 120_000);
afterAll(() => stack.stop());

const onLinux = existsSync('/proc/self/net/tcp') ? it : it.skip;

onLinux('answers a stranger with refusals alone, whatever Host is named', async () => {
  const requests: Omit<StrangersRequest, 'port'>[] = [
    { headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body: `{"SecretId":"${SECRET}"}` },
    { headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, body: '{}' },
    { path: '/2018-06-01/runtime/invocation/next' },
  ];
  const hosts: Record<string, string>[] = [{}, { host: 'localhost' }, { host: 'evil.example' }];
  // Of Secrets Manager, DynamoDB, the engine behind it, and the sandbox.
  const ports = listeningPorts();

  const answers = await askAsStranger(
    ports.flatMap((port) =>
      hosts.flatMap((host) =>
        requests.map(({ headers, ...one }) => ({ ...one, port, headers: { ...headers, ...host } })),
      ),
    ),
  );

  expect(ports).toHaveLength(4);
  expect(answers).toHaveLength(36);
  expect(
    answers.filter((answer) => !/^(none|403 |400 .*UnrecognizedClientException.*)$/.test(answer)),
  ).toEqual([]);
});
