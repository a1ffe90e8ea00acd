/** Six hours of two accounts with wallets, prices and what may be unknown of them, and the known answers about them. */
import type { CapturedRow, Row } from '../../../functions/history/row';
import { captured, failed } from '../../support/slots';

export const WALLETS_NOW = '2026-01-01T05:30:00Z';

export const hour = (n: number) => `2026-01-01T0${n}:00:00Z`;
const free = (amount: string, locked = '0') => ({ free: amount, locked });
const perpetual = (equity: string) => ({
  balance: '20',
  equity,
  unrealizedProfit: '0',
  availableMargin: '12.5',
  usedMargin: '0',
  frozenMargin: '0',
});

const prices = { BTC: '60000.5', USDT: '1' };

const versionTwo = (n: number, row: Partial<CapturedRow>): CapturedRow => ({
  ...captured({ slot: hour(n), held: {} }),
  version: 2,
  prices,
  ...row,
});

export const WALLET_ROWS: Row[] = [
  // Version 1 knows spot alone, and no prices.
  captured({ slot: hour(0), held: { BTC: '1' } }),
  // ABC has no price.
  versionTwo(1, {
    balances: {
      spot: { BTC: free('0.5', '0.25'), ABC: free('3') },
      fund: { USDT: free('50.000000000000000001') },
      USDTMPerp: { USDT: perpetual('19.5') },
    },
  }),
  failed({ slot: hour(2), reason: 'banned' }),
  // 03:00 has no row. At 04:00 the fund wallet was not read.
  versionTwo(4, {
    balances: { spot: { BTC: free('0.75') }, USDTMPerp: { USDT: perpetual('18.25') } },
    walletErrors: { fund: { reason: 'permission-denied', message: 'no' } },
  }),
  versionTwo(5, {
    balances: {
      spot: { BTC: free('0.7') },
      fund: { USDT: free('40') },
      USDTMPerp: { USDT: perpetual('18.25') },
    },
  }),
  // Its first slot is 01:00, and that of 02:00 is complete where the other account's is not.
  { ...versionTwo(1, { balances: { spot: { USDT: free('7') } } }), account: 'desk' },
  { ...versionTwo(2, { balances: { spot: { USDT: free('8') } } }), account: 'desk' },
  { ...versionTwo(3, { balances: { spot: { USDT: free('9') } } }), account: 'desk' },
  { ...versionTwo(4, { balances: { spot: { USDT: free('10') } } }), account: 'desk' },
  { ...versionTwo(5, { balances: { spot: { USDT: free('11.5') } } }), account: 'desk' },
];
