/** Movements on the page: changes between captured slots, transfers as one line, and nothing invented for unknown wallets. */
import { movementCollector } from '../../../functions/report/page/movements';
import type { ValuedRow } from '../../../functions/report/worth';

const SLOTS = ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00Z'];
const free = (amount: string) => ({ free: amount, locked: '0' });

function collect(...rows: (ValuedRow['balances'] | 'gap')[]) {
  const collector = movementCollector();
  rows.forEach((balances, i) => {
    if (balances === 'gap') collector.gap();
    else collector.add({ slot: SLOTS[i] ?? '', balances, prices: { BTC: '60000', USDT: '1' } });
  });
  return collector.result();
}

describe('movements', () => {
  it('are exact changes with their worth', () => {
    const { movements } = collect({ spot: { BTC: free('1.00000001') } }, { spot: { BTC: free('0.75') } });

    expect(movements).toEqual([
      {
        slot: SLOTS[1],
        previousSlot: SLOTS[0],
        asset: 'BTC',
        wallet: 'spot',
        toWallet: null,
        before: '1.00000001',
        after: '0.75',
        change: '-0.25000001',
        worth: '-15000',
        gap: false,
      },
    ]);
  });

  it('merge changes that cancel out into one transfer', () => {
    const { movements, movementCount } = collect(
      { spot: { USDT: free('100') }, fund: {} },
      { spot: { USDT: free('60') }, fund: { USDT: free('40') } },
    );

    expect(movementCount).toBe(1);
    expect(movements).toMatchObject([{ wallet: 'spot', toWallet: 'fund', change: '40', worth: '40' }]);
  });

  it('are marked where slots without an amount are between the two', () => {
    const { movements } = collect({ spot: { BTC: free('1') } }, 'gap', { spot: { BTC: free('2') } });

    expect(movements).toMatchObject([{ previousSlot: SLOTS[0], slot: SLOTS[2], gap: true }]);
  });

  it('do not contain a wallet that one of the rows does not name', () => {
    const spot = { BTC: free('1') };

    expect(collect({ spot }, { spot, fund: { USDT: free('40') } }, { spot }).movements).toEqual([]);
  });

  it('have an unknown worth where an asset has no price', () => {
    expect(collect({ spot: {} }, { spot: { ABC: free('3') } }).movements).toMatchObject([
      { asset: 'ABC', before: '0', after: '3', worth: null },
    ]);
  });

  it('leave out unrealized profit', () => {
    const perpetual = (balance: string, equity: string) => ({
      USDTMPerp: {
        USDT: {
          balance,
          equity,
          unrealizedProfit: '0',
          availableMargin: '0',
          usedMargin: '0',
          frozenMargin: '0',
        },
      },
    });

    const { movements } = collect(perpetual('10', '12'), perpetual('10', '11'), perpetual('11', '11'));

    expect(movements).toMatchObject([{ slot: SLOTS[2], before: '10', after: '11' }]);
  });

  it('are limited to the largest, with the count of all', () => {
    const collector = movementCollector();
    for (let i = 0; i < 3000; i++) {
      const slot = new Date(Date.UTC(2026, 0, 1, i)).toISOString().replace('.000Z', 'Z');
      collector.add({ slot, balances: { spot: { USDT: free(String(i * i)) } }, prices: { USDT: '1' } });
    }

    const { movements, movementCount } = collector.result();

    expect(movementCount).toBe(2999);
    expect(movements).toHaveLength(500);
    // The change of slot i is 2i − 1.
    expect([movements[0]?.change, movements.at(-1)?.change]).toEqual(['5997', '4999']);
  });
});
