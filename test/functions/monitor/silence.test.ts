/** The real handler, broken in each way: the template's alarm on the monitor's silence notices within 20 minutes. */
import { BatchGetItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import type { AlarmName } from '../../../infra/alarm-descriptions';
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

const alarms = all(templateWith(), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const alarmNamed = (name: AlarmName) =>
  alarms.find(({ AlarmName }) => AlarmName === `BalanceSnapshots-${name}`);
const silence = alarmNamed('MonitorSilent');
const slotsMissing = alarmNamed('SlotsMissing');

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

const stateAt = (epochMs: number, alarm: unknown = silence) => stateOf(alarm, dataPointsIn(printed), epochMs);

/** The states at each minute from a time on. */
const statesWithin = (from: number, minutes: number, alarm: unknown = silence) =>
  Array.from({ length: minutes + 1 }, (_, minute) => stateAt(from + minute * MINUTE, alarm));

it('while the monitor works, the alarm is off', async () => {
  expect(await runMonitor(BROKEN_AT - 30 * MINUTE, BROKEN_AT + 30 * MINUTE)).toBe(0);

  for (const minutes of [0, 10, 20, 30]) expect(stateAt(BROKEN_AT + minutes * MINUTE)).toBe('OK');
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

  expect(stateAt(BROKEN_AT)).toBe('OK');
  expect(stateAt(BROKEN_AT + 20 * MINUTE)).toBe('ALARM');
});

/** On Mondays at 07:00Z there is always a message; the runs beside it have none. */
const MONDAY = Date.parse('2026-11-23T07:00:00Z');

it.each<[what: string, breakIt: () => unknown]>([
  ['has no right to publish', () => sns.on(PublishCommand).rejects(awsError('AuthorizationError'))],
  ['does not find the topic', () => sns.on(PublishCommand).rejects(awsError('NotFoundException'))],
  ['is throttled by the topic', () => sns.on(PublishCommand).rejects(awsError('ThrottledException'))],
  ['gets no answer of the topic', () => sns.on(PublishCommand).rejects(awsError('TimeoutError'))],
])('a monitor that %s is reported, although only one run has a message', async (_what, breakIt) => {
  breakIt();

  expect(await runMonitor(MONDAY - 30 * MINUTE, MONDAY + 30 * MINUTE)).toBe(1);

  expect(stateAt(MONDAY)).toBe('OK');
  expect(statesWithin(MONDAY, 20)).toContain('ALARM');
  expect(stateAt(MONDAY + 30 * MINUTE)).toBe('OK');
});

it('a single run that cannot read the table is reported: its slots are not judged by later runs', async () => {
  await runMonitor(BROKEN_AT - 30 * MINUTE, BROKEN_AT);
  dynamodb.on(BatchGetItemCommand).rejects(awsError('InternalServerError'));
  await runMonitor(BROKEN_AT, BROKEN_AT + 5 * MINUTE);
  workingTable();

  expect(await runMonitor(BROKEN_AT + 5 * MINUTE, BROKEN_AT + 30 * MINUTE)).toBe(0);

  expect(statesWithin(BROKEN_AT, 20)).toContain('ALARM');
});

it('a failed run does not count as missing slots', async () => {
  sns.on(PublishCommand).rejects(awsError('AuthorizationError'));

  await runMonitor(MONDAY - 30 * MINUTE, MONDAY + 30 * MINUTE);

  expect(statesWithin(MONDAY, 30, slotsMissing)).toEqual(Array(31).fill('OK'));
});
