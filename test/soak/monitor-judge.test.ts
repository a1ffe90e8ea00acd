/** The judge of the monitor's messages accepts those of the real monitor, and no other ones. */
import { runMonitor } from '../../functions/monitor/run';
import type { SlotState } from '../../functions/monitor/state';
import { toSlot } from '../../functions/schedule/slot';
import { CAPTURED, failedState } from '../functions/monitor/memory-rows';
import { HOUR, PERIOD } from '../functions/monitor/year/world';
import type { MonitorMessage } from './message-statements';
import { createMonitorJudge } from './monitor-judge';

/** Midnight before a Monday. */
const FROM = Date.parse('2026-11-22T22:00:00Z');
const ACCOUNTS = ['main', 'fund'];
const HOURS = 11;

/** By hour, of both accounts; undefined where there is no row. */
const STATES: (SlotState | undefined)[][] = [
  [CAPTURED, CAPTURED],
  [undefined, failedState('2026-11-22T23:00:00Z', 'ip-not-whitelisted')],
  [undefined, failedState('2026-11-23T00:00:00Z', 'ip-not-whitelisted')],
  [failedState('2026-11-23T01:00:00Z', 'exchange-unavailable'), CAPTURED],
  [CAPTURED, { kind: 'captured', wallets: { fund: 'timed-out', ticker: 'invalid-response' } }],
  [undefined, undefined],
  [CAPTURED, CAPTURED],
  [CAPTURED, CAPTURED],
  [undefined, { kind: 'captured', wallets: { allAccountBalance: 'rate-limited' } }],
];

/** Judges the real monitor's messages after `change`, one call for each run. */
async function judgeRuns(change: (messages: MonitorMessage[]) => MonitorMessage[] = (messages) => messages) {
  const judge = createMonitorJudge(ACCOUNTS, { from: FROM, hours: HOURS });
  for (const [hour, states] of STATES.entries()) {
    for (const [index, state] of states.entries()) {
      const slot = FROM + hour * HOUR;
      if (state) judge.rows.write(ACCOUNTS[index] ?? '', toSlot(slot), state, slot + 2_000);
    }
  }
  const accounts = ACCOUNTS.map((id) => ({
    id,
    schedule: 'cron(0 * * * ? *)',
    timezone: 'UTC',
    maxLatenessSeconds: 1800,
  }));
  for (let run = FROM; run < FROM + HOURS * HOUR; run += PERIOD) {
    const messages: MonitorMessage[] = [];
    await runMonitor(
      { slot: toSlot(run), accounts },
      {
        reader: judge.rows.reader(run + 1_000),
        publish: async ({ subject, body }) => void messages.push({ subject, message: body }),
        printLine: () => undefined,
        stack: 'BalanceSnapshots',
      },
    );
    judge.due(run);
    judge.ended(run, run + 1_000, change(messages));
  }
  return judge.verdict();
}

it('explains every message of the monitor', async () => {
  const { messages, statements, unexplained } = await judgeRuns();

  expect(unexplained).toEqual([]);
  expect(messages).toBeGreaterThan(6);
  expect(Math.min(...Object.values(statements))).toBeGreaterThan(0);
});

it.each<[string, (messages: MonitorMessage[]) => MonitorMessage[]]>([
  ['is not sent', (messages) => messages.slice(1)],
  ['is sent twice', (messages) => [...messages, ...messages.slice(0, 1)]],
  [
    'names another account',
    (messages) => messages.map((one) => ({ ...one, message: one.message.replaceAll('main', 'desk') })),
  ],
])('does not accept a message that %s', async (_, change) => {
  const { unexplained } = await judgeRuns(change);

  expect(unexplained).not.toEqual([]);
});
