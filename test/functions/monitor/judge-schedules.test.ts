/** Judging slots that are years apart, and a slot that the clock repeats. */
import { judge } from '../../../functions/monitor/judge';
import type { SlotState } from '../../../functions/monitor/state';
import { account, CAPTURED, failedState, memoryRows } from './memory-rows';

describe('a schedule whose slots are years apart', () => {
  const [first, second, third] = ['2020-02-29T00:00:00Z', '2024-02-29T00:00:00Z', '2028-02-29T00:00:00Z'];
  const judgeAt = (now: string, states: Record<string, SlotState>) => {
    const rows = memoryRows();
    for (const [slot, state] of Object.entries(states)) rows.write('main', slot, state);
    return judge({ slot: now, accounts: [account({ schedule: 'cron(0 0 29 2 ? *)' })] }, rows.reader());
  };

  it('has its recovery reported, with the number of slots', async () => {
    const { changes } = await judgeAt('2028-02-29T00:35:00Z', {
      [first]: CAPTURED,
      [second]: failedState(second, 'exchange-unavailable'),
      [third]: CAPTURED,
    });

    expect(changes).toEqual([
      {
        account: 'main',
        slot: third,
        kind: 'recovered',
        previousReason: 'exchange-unavailable',
        slots: 1,
      },
    ]);
  });

  it('has its latest slot as the state of the account in the years between', async () => {
    const { accounts } = await judgeAt('2026-11-22T06:35:00Z', { [second]: CAPTURED });

    expect(accounts).toEqual([{ account: 'main', slot: second, state: CAPTURED }]);
  });
});

describe('a slot that the clock repeats in autumn', () => {
  const now = '2026-10-25T01:35:00Z';
  const [before, first, second] = ['2026-10-24T23:00:00Z', '2026-10-25T00:00:00Z', '2026-10-25T01:00:00Z'];

  it.each([
    ['the first time', [first]],
    ['the second time', [second]],
    ['both times', [first, second]],
  ])('is captured with a row of %s', async (_what, slots) => {
    const rows = memoryRows();
    for (const captured of [before, ...slots]) rows.write('main', captured, CAPTURED);

    const judgement = await judge(
      { slot: now, accounts: [account({ timezone: 'Europe/Berlin' })] },
      rows.reader(),
    );

    expect(judgement).toEqual({ changes: [], accounts: [{ account: 'main', slot: first, state: CAPTURED }] });
  });

  it('is missing without a row of either', async () => {
    const rows = memoryRows();
    rows.write('main', before, CAPTURED);

    const judgement = await judge(
      { slot: now, accounts: [account({ timezone: 'Europe/Berlin' })] },
      rows.reader(),
    );

    expect(judgement.changes).toMatchObject([{ kind: 'new', reason: 'missing', slot: first }]);
  });
});
