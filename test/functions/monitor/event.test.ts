/** The monitor's event and environment: what is accepted, and the error for what is not. */
import { MONITOR_ENVIRONMENT, readMonitorEnvironment } from '../../../functions/monitor/environment';
import { parseMonitorEvent } from '../../../functions/monitor/event';

const account = { id: 'main', schedule: 'rate(1 hour)' };
const event = { slot: '2026-11-22T06:05:00Z', accounts: [account] };

it('an event has defaults for time zone and lateness', () => {
  expect(parseMonitorEvent(event)).toEqual({
    ...event,
    accounts: [{ ...account, timezone: 'UTC', maxLatenessSeconds: 1800 }],
  });
});

const SLOT = 'slot must be a UTC time at a full five minutes, such as 2026-11-22T06:05:00Z';

it.each([
  ['no object', 'tick', 'event must be an object'],
  ['a slot between two runs', { ...event, slot: '2026-11-22T06:07:00Z' }, SLOT],
  ['a slot before BingX began', { ...event, slot: '2017-11-22T06:05:00Z' }, SLOT],
  ['a slot that is no time', { ...event, slot: 'noon' }, SLOT],
  ['no accounts', { slot: event.slot }, 'accounts must be a list of accounts'],
  [
    'an invalid schedule and an invalid time zone',
    { ...event, accounts: [{ ...account, schedule: 'hourly', timezone: 'Mars' }] },
    'accounts.0.schedule must be an EventBridge expression such as rate(1 hour) or cron(0 * * * ? *); accounts.0.timezone must be an IANA time zone such as Europe/Berlin',
  ],
  [
    'a lateness of zero',
    { ...event, accounts: [account, { ...account, maxLatenessSeconds: 0 }] },
    'accounts.1.maxLatenessSeconds must be at least 1',
  ],
])('an event with %s is refused in one sentence', (_, invalid, faults) => {
  expect(() => parseMonitorEvent(invalid)).toThrow(new Error(`The event is invalid: ${faults}.`));
});

it('the environment has a default for the stack alone', () => {
  const required = { TABLE_NAME: 'history', TOPIC_ARN: 'arn' };
  const settings = { tableName: 'history', topicArn: 'arn' };

  expect(readMonitorEnvironment(required)).toStrictEqual({ ...settings, stackName: 'BalanceSnapshots' });
  expect(readMonitorEnvironment({ ...required, STACK_NAME: 'Other', RUNBOOK_URL: 'https://x' })).toEqual({
    ...settings,
    stackName: 'Other',
    runbookUrl: 'https://x',
  });
});

it.each([MONITOR_ENVIRONMENT.tableName, MONITOR_ENVIRONMENT.topicArn])('%s must be set', (name) => {
  const environment = { TABLE_NAME: 'history', TOPIC_ARN: 'arn', [name]: '' };

  expect(() => readMonitorEnvironment(environment)).toThrow(`${name} must be set.`);
});
