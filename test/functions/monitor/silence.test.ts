/** The real handler, broken in each way: it sends no gauges, and the template's alarm on its silence notices within 20 minutes. */
import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { dataPointsIn, stateOf } from '../../infra/alarm-state';
import { all, templateWith } from '../../infra/synthesis';

process.env.TABLE_NAME = 'History';
process.env.TOPIC_ARN = 'arn:aws:sns:us-east-1:123456789012:Alarms';
process.env.AWS_REGION = 'us-east-1';
const {
  handler,
}: typeof import('../../../functions/monitor/handler') = require('../../../functions/monitor/handler');

const dynamodb = mockClient(DynamoDBClient);
const sns = mockClient(SNSClient);
const MINUTE = 60_000;
const BROKEN_AT = Date.parse('2026-11-22T06:00:00Z');
const ACCOUNTS = [{ id: 'main', schedule: 'cron(0/15 * * * ? *)', maxLatenessSeconds: 450 }];

const silence = all(templateWith(), 'AWS::CloudWatch::Alarm').find(
  ({ Properties }) => Properties.AlarmName === 'BalanceSnapshots-MonitorSilent',
)?.Properties;

const awsError = (name: string) => Object.assign(new Error(name), { name });

/** Each slot captured, so that nothing changes. */
function workingTable() {
  dynamodb.reset();
  dynamodb.on(QueryCommand).resolves({ Items: [] });
  dynamodb.on(BatchGetItemCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      History: RequestItems.History.Keys.map((key: object) => ({
        ...key,
        status: { S: 'captured' },
        version: { N: '2' },
        capturedAt: { S: '2026-11-22T06:00:01.000Z' },
      })),
    },
  }));
}

let printed: string[];
beforeEach(() => {
  printed = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(String(line).trim()) > 0);
  sns.reset();
  sns.on(PublishCommand).resolves({});
  workingTable();
});
afterEach(() => jest.restoreAllMocks());

/** Runs the handler every five minutes; a run that throws is Lambda's to retry, with the same result. */
async function runMonitor(from: number, until: number, accounts: unknown = ACCOUNTS): Promise<number> {
  let failed = 0;
  for (let run = from; run < until; run += 5 * MINUTE) {
    const slot = new Date(run).toISOString().replace('.000Z', 'Z');
    await handler({ slot, accounts }).catch(() => failed++);
  }
  return failed;
}

const stateAt = (minutes: number) => stateOf(silence, dataPointsIn(printed), BROKEN_AT + minutes * MINUTE);

it('while the monitor works, the alarm is off', async () => {
  expect(await runMonitor(BROKEN_AT - 30 * MINUTE, BROKEN_AT + 30 * MINUTE)).toBe(0);

  for (const minutes of [0, 10, 20, 30]) expect(stateAt(minutes)).toBe('OK');
});

it.each<[what: string, breakIt: () => unknown]>([
  [
    'has no right to read the table',
    () => dynamodb.on(BatchGetItemCommand).rejects(awsError('AccessDeniedException')),
  ],
  [
    'does not find the table',
    () => dynamodb.on(BatchGetItemCommand).rejects(awsError('ResourceNotFoundException')),
  ],
  [
    'is throttled by the table',
    () => dynamodb.on(BatchGetItemCommand).rejects(awsError('ProvisionedThroughputExceededException')),
  ],
  ['gets no answer', () => dynamodb.on(BatchGetItemCommand).rejects(awsError('TimeoutError'))],
  ['gets an invalid event', () => 'not a list'],
])('a monitor that %s is reported within 20 minutes', async (_what, breakIt) => {
  await runMonitor(BROKEN_AT - 30 * MINUTE, BROKEN_AT);
  const broken = breakIt();
  const accounts = typeof broken === 'string' ? broken : ACCOUNTS;

  expect(await runMonitor(BROKEN_AT, BROKEN_AT + 20 * MINUTE, accounts)).toBe(4);

  expect(stateAt(0)).toBe('OK');
  expect(stateAt(20)).toBe('ALARM');
});

it('a monitor that has no right to publish sends no gauges in the run that had something to publish', async () => {
  sns.on(PublishCommand).rejects(awsError('AuthorizationError'));
  // On Mondays at 07:00Z there is always a message.
  const monday = Date.parse('2026-11-23T07:00:00Z');

  expect(await runMonitor(monday, monday + 5 * MINUTE)).toBe(1);

  expect(printed).toEqual([]);
});
