/** The faults of the cloud: those of single requests at their rates, and outages of hours. */
import { canaryKey } from '../support/canary-keys';
import { markedAccount } from '../support/marked-wallets';
import {
  AWAY,
  exchangeFault,
  LOST,
  OUTAGES,
  type Outage,
  REQUEST_RATES,
  type RequestTrouble,
  SNS_AWAY,
  THROTTLED,
} from './chaos';
import type { Simulation } from './simulation';

/** The operations of DynamoDB that snapshots and the monitor use. */
const OPERATIONS = ['PutItem', 'GetItem', 'BatchGetItem', 'Query'];

export const secretOf = (account: string) => `balance-snapshots/${account}`;

/** Queues this hour's faults at their rates, and begins and ends outages. */
export async function injectFaults(
  simulation: Simulation,
  now: number,
  { hour, hours }: { hour: number; hours: number },
): Promise<void> {
  const { stack, exchange, chance, leaks } = simulation;
  const { dynamodb, secrets, sns } = stack;
  for (const [trouble, rate] of Object.entries(REQUEST_RATES) as [RequestTrouble, number][]) {
    if (!chance.happens(rate)) continue;
    const times = (most: number) => Array.from({ length: 1 + Math.floor(chance.number() * most) });
    const fault = exchangeFault(trouble, now + 1500, chance);
    if (fault) exchange.stub(fault.path, ...fault.answers);
    else if (trouble.startsWith('SNS')) sns.stub('Publish', ...times(20).map(() => SNS_AWAY));
    else if (trouble.startsWith('DynamoDB'))
      dynamodb.stub('PutItem', ...times(6).map(() => chance.oneOf([AWAY, THROTTLED])));
    else dynamodb.stub('PutItem', ...times(3).map(() => LOST));
  }

  /** `begins` or `ends` in this hour. Short simulations have short outages. */
  const stage = (outage: Outage) => {
    const { after, hours: length } = OUTAGES[outage];
    const begin = Math.max(1, Math.floor(after * hours));
    if (hour === begin) return 'begins';
    return hour === begin + Math.max(1, Math.min(length, Math.floor(hours / 10))) ? 'ends' : undefined;
  };
  if (stage('DynamoDB is unavailable') === 'begins') {
    simulation.isTableAway = true;
    for (const operation of OPERATIONS) dynamodb.stubAlways(operation, AWAY);
  }
  if (stage('DynamoDB throttles all writes') === 'begins') dynamodb.stubAlways('PutItem', THROTTLED);
  for (const outage of ['DynamoDB is unavailable', 'DynamoDB throttles all writes'] as const) {
    if (stage(outage) === 'ends') endOutages(simulation);
  }
  const secretsOutage = stage('Secrets Manager is unavailable, and all sandboxes are new');
  if (secretsOutage === 'begins') {
    await Promise.all(stack.lambda.sandboxes.map((sandbox) => sandbox.kill()));
    secrets.stubAlways('GetSecretValue', { status: 500, body: '{"__type":"InternalServiceError"}' });
  }
  if (secretsOutage === 'ends') secrets.stubAlways('GetSecretValue', undefined);
  const rotation = stage('a key is rotated, and the secret three hours later');
  if (rotation === 'begins') {
    const key = canaryKey('main', 1);
    leaks.watch(key);
    exchange.accounts.splice(0, 1, markedAccount('main', key));
  }
  if (rotation === 'ends') secrets.put(secretOf('main'), JSON.stringify(canaryKey('main', 1)));
}

/** Ends the outages of DynamoDB. */
export function endOutages(simulation: Simulation): void {
  simulation.isTableAway = false;
  for (const operation of OPERATIONS) simulation.stack.dynamodb.stubAlways(operation, undefined);
}
