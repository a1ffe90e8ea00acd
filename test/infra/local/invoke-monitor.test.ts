/** The local stack runs the deployed monitor function, whose messages reach the SNS emulator. */
import { errorBody, whitelistError } from '../../../infra/local/fake-bingx/responses';
import { PATHS } from '../../../infra/local/fake-bingx/server';
import { invokeMonitor, judgingTimes, latestMonitorTime } from '../../../infra/local/invoke-monitor';
import { ACCOUNT, type RunningStack, runStack } from '../../support/running-stack';

// A cold sandbox starts slowly on a busy machine.
jest.setTimeout(120_000);

let running: RunningStack;
beforeAll(async () => {
  running = await runStack();
});
afterAll(() => running.stop());

const runMonitor = (time: string) =>
  invokeMonitor(running.stack, ACCOUNT, time, Date.parse(time) + 1500 - Date.now());

it('reports a permanent failure at the early run, once', async () => {
  const slot = '2026-11-22T06:00:00Z';
  await running.fire('2026-11-22T05:00:00Z');
  running.exchange.stub(PATHS.spotBalance, {
    body: errorBody(whitelistError('203.0.113.7'), Date.parse(slot)),
  });
  await running.fire(slot);
  const times = judgingTimes(running.stack, ACCOUNT, slot);

  const early = await runMonitor(times[0] ?? '');
  const last = await runMonitor(times[1] ?? '');

  expect(times).toEqual(['2026-11-22T06:05:00Z', '2026-11-22T06:35:00Z']);
  expect(early).toEqual({
    messages: [
      {
        topicArn: running.stack.deployment.topics[0],
        subject: expect.stringContaining('ip-not-whitelisted'),
        message: expect.stringContaining('203.0.113.7'),
      },
    ],
  });
  expect(last).toEqual({ messages: [] });
});

it('has a run at every full five minutes', () => {
  expect(latestMonitorTime(Date.parse('2026-11-22T06:14:59.999Z'))).toBe('2026-11-22T06:10:00Z');
});
