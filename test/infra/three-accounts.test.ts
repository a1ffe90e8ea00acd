/** Three accounts on the local stack, each on its own schedule. */
import { dueSlots, parseSchedule } from '../../functions/schedule/schedule';
import { slotTime } from '../../functions/schedule/slot';
import { type FakeBingx, startFakeBingx } from '../../infra/local/fake-bingx/server';
import { invokeOnTime, readRow, type SlotClock } from '../../infra/local/invoke-schedule';
import { type LocalStack, startLocalStack } from '../../infra/local/stack';
import { deployedStack } from '../support/assembly';

const SETTINGS = {
  accounts: [
    {
      id: 'desk',
      schedule: 'cron(0/30 8-17 ? * MON-FRI *)',
      timezone: 'Europe/Berlin',
      maxLatenessSeconds: 600,
    },
    { id: 'fund', schedule: 'rate(2 hours)' },
    { id: 'vault', schedule: 'cron(15 * * * ? *)', secretName: 'team/bingx' },
  ],
};
const keysOf = (account: string) => ({ apiKey: `${account}-api-key`, secretKey: `${account}-secret-key` });
const SECRETS = {
  'balance-snapshots/desk': JSON.stringify(keysOf('desk')),
  'balance-snapshots/fund': JSON.stringify(keysOf('fund')),
  'team/bingx': JSON.stringify(keysOf('vault')),
};

// A Monday, within the desk's hours.
const START = '2026-11-23T08:00:00Z';
const STOPPED_AT = '2026-11-23T10:00:00Z';
const END = '2026-11-23T15:00:00Z';

let stack: LocalStack;
let exchange: FakeBingx;
const clock: SlotClock = { shiftMs: 0 };

beforeAll(async () => {
  exchange = await startFakeBingx({
    accounts: ['desk', 'fund', 'vault'].map((account) => ({
      ...keysOf(account),
      balances: [{ asset: 'BTC', free: '1', locked: '0' }],
    })),
    now: () => Date.now() + clock.shiftMs,
    rateLimit: { requests: 1000, perMs: 1000 },
  });
  const deployment = await deployedStack(SETTINGS);
  stack = await startLocalStack({
    deployment,
    exchangeUrl: exchange.url,
    secrets: SECRETS,
    settableClock: true,
  });
}, 120_000);
afterAll(() => Promise.all([stack.stop(), exchange.stop()]));

/** The slots of all schedules of the template, in order. */
const ticks = () =>
  stack.accounts
    .flatMap((account) => {
      const { expression, timezone } = stack.schedule(account);
      const slots = dueSlots(parseSchedule(expression, timezone), START, END);
      return [...slots].map((slot) => ({ account, slot }));
    })
    .sort((a, b) => slotTime(a.slot) - slotTime(b.slot));

describe('three accounts, of which one gets no more events', () => {
  const isStopped = ({ account, slot }: { account: string; slot: string }) =>
    account === 'vault' && slotTime(slot) >= slotTime(STOPPED_AT);

  it('are captured on their own schedules, and only the stopped one has missing slots', async () => {
    const due = ticks();
    for (const tick of due.filter((tick) => !isStopped(tick))) {
      await invokeOnTime(stack, clock, tick.account, tick.slot);
    }

    const count = (account: string) => due.filter((tick) => tick.account === account).length;
    expect([count('desk'), count('fund'), count('vault')]).toEqual([14, 3, 7]);
    for (const tick of due) {
      const row = await readRow(stack, tick.account, tick.slot);
      if (isStopped(tick)) expect(row).toBeUndefined();
      else
        expect(row).toMatchObject({ status: 'captured', schedule: stack.schedule(tick.account).expression });
    }
  }, 120_000);
});
