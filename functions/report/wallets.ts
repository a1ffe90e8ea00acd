/** The wallets as reports show them: a label each, and their amounts as total, free and locked. */
import { WALLET_AMOUNTS, type WalletAmounts, type WalletId } from '../history/row';
import { add, subtract } from './decimal';

/** Exact decimal text; each may be negative in a futures wallet. `locked` is always `total − free`. */
export type Amounts = { total: string; free: string; locked: string };

/** Labels as in the exchange's app; of the types after the wallets only the exchange's own figure is known. */
const LABELS: Readonly<Record<string, string>> = {
  spot: 'Spot Account',
  fund: 'Fund Account',
  USDTMPerp: 'USDⓈ-M Perpetual Futures',
  coinMPerp: 'Coin-M Perpetual Futures',
  stdFutures: 'Standard Futures',
  copyTrading: 'Copy Trading',
  grid: 'Bots',
  eran: 'Wealth',
  c2c: 'P2P',
};

/** Of a wallet, or of an account type of the exchange's totals; an unknown one keeps its own name. */
export const walletLabel = (id: string): string => (Object.hasOwn(LABELS, id) && LABELS[id]) || id;

export const isWalletId = (id: string): id is WalletId => Object.hasOwn(WALLET_AMOUNTS, id);

/** `sopt` is how the exchange spells its own figure for spot. */
export const isValueOnly = (accountType: string): boolean =>
  !isWalletId(accountType) && accountType !== 'sopt';

/** Whether a wallet may be worth less than nothing: all but spot and fund, as far as is known. */
export const mayBeNegative = (id: string): boolean => id !== 'spot' && id !== 'fund';

/** What one asset of a wallet amounts to, open positions included. */
export function totalOf(stored: WalletAmounts[WalletId]): string {
  if ('equity' in stored) return stored.equity;
  if ('crossUnrealizedProfit' in stored) return plus(stored.balance, stored.crossUnrealizedProfit);
  return plus(stored.free, stored.locked);
}

/** One asset of a wallet, as stored, as total, free and locked. */
export function toAmounts(stored: WalletAmounts[WalletId]): Amounts {
  const total = totalOf(stored);
  if ('locked' in stored) return { total, free: stored.free, locked: stored.locked };
  const free = 'equity' in stored ? stored.availableMargin : stored.availableBalance;
  return { total, free, locked: subtract(total, free) };
}

/** Most assets have nothing locked, and need no arithmetic. */
const plus = (a: string, b: string): string => (b === '0' ? a : add(a, b));
