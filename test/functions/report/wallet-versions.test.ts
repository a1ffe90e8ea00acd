/** Rows of version 1 and 2 in one history: a wallet that a row does not name is unknown, and never counted as zero. */
import type { CapturedBalanceRow } from '../../../functions/history/projection';
import type { Balances } from '../../../functions/history/row';
import { balanceLines } from '../../../functions/report/balances';
import { changesBetween } from '../../../functions/report/changes';
import fc from '../../support/fast-check';
import { captured } from '../../support/slots';

const SLOT = '2026-01-01T12:00:00Z';
const perpetual = {
  balance: '100',
  equity: '90.5',
  unrealizedProfit: '-9.5',
  availableMargin: '60.25',
  usedMargin: '30.25',
  frozenMargin: '0',
};
const standard = {
  balance: '20',
  crossWalletBalance: '20',
  crossUnrealizedProfit: '-1.5',
  availableBalance: '15',
  maxWithdrawAmount: '15',
};

const row = (balances: Balances, walletErrors?: CapturedBalanceRow['walletErrors']): CapturedBalanceRow => ({
  ...captured({ slot: SLOT, held: {} }),
  balances,
  ...(walletErrors && { walletErrors }),
});

describe('the lines of balances', () => {
  it('show equity and available margin of a perpetual wallet, and their exact difference as locked', () => {
    expect(balanceLines(row({ spot: {}, USDTMPerp: { USDT: perpetual } }))).toEqual([
      {
        wallet: 'USDTMPerp',
        asset: 'USDT',
        free: '60.25',
        locked: '30.25',
        total: '90.5',
        price: null,
        worth: null,
        status: 'captured',
        reason: null,
      },
    ]);
  });

  it('show balance and unrealized profit of standard futures as the total', () => {
    expect(balanceLines(row({ spot: {}, stdFutures: { USDT: standard } }))).toEqual([
      {
        wallet: 'stdFutures',
        asset: 'USDT',
        free: '15',
        locked: '3.5',
        total: '18.5',
        price: null,
        worth: null,
        status: 'captured',
        reason: null,
      },
    ]);
  });

  it('name a wallet that was asked and not read, with unknown amounts', () => {
    const errors = {
      fund: { reason: 'permission-denied', message: '' },
      ticker: { reason: 'timed-out', message: '' },
    };

    expect(balanceLines(row({ spot: {} }, errors))).toEqual([
      {
        wallet: 'fund',
        asset: null,
        free: null,
        locked: null,
        total: null,
        price: null,
        worth: null,
        status: 'captured',
        reason: 'permission-denied',
      },
    ]);
  });
});

describe('changes', () => {
  it('from a row that knows spot alone show futures as unknown at the start, not as zero', () => {
    const start = row({ spot: { BTC: { free: '1', locked: '0' } } });
    const end = row({ spot: { BTC: { free: '1', locked: '0' } }, USDTMPerp: { USDT: perpetual } });

    expect(changesBetween('main', { start, end }).lines).toEqual([
      {
        account: 'main',
        wallet: 'USDTMPerp',
        asset: 'USDT',
        start: null,
        end: '90.5',
        change: null,
        price: null,
        worth: null,
        startSlot: SLOT,
        endSlot: SLOT,
        reason: 'not-requested',
      },
      {
        account: 'main',
        wallet: 'spot',
        asset: 'BTC',
        start: '1',
        end: '1',
        change: '0',
        price: null,
        worth: '0',
        startSlot: SLOT,
        endSlot: SLOT,
        reason: null,
      },
    ]);
  });

  it('never show zero for a wallet that the row does not name', () => {
    const wallets = fc.subarray(['fund', 'USDTMPerp', 'stdFutures'] as const);
    const held = {
      fund: { BTC: { free: '2', locked: '0' } },
      USDTMPerp: { USDT: perpetual },
      stdFutures: { USDT: standard },
    };
    const rowWith = (names: readonly (keyof typeof held)[]) =>
      row({ spot: {}, ...Object.fromEntries(names.map((name) => [name, held[name]])) });

    fc.assert(
      fc.property(wallets, wallets, (before, after) => {
        for (const line of changesBetween('main', { start: rowWith(before), end: rowWith(after) }).lines) {
          const name = line.wallet as keyof typeof held;
          expect(line.start === null).toBe(!before.includes(name));
          expect(line.end === null).toBe(!after.includes(name));
          expect(line.change === null).toBe(!before.includes(name) || !after.includes(name));
        }
      }),
    );
  });
});
