/** Ten days of hourly rows with five wallets, prices and the exchange's totals; on the last day a wallet was not read. */
import type { CapturedRow, PerpetualAmounts } from '../../../functions/history/row';
import { captured, hours } from '../../support/slots';

/** Half an hour after the last row. */
export const PRICED_NOW = '2026-01-10T23:30:00Z';

const perpetual = (equity: string): PerpetualAmounts => ({
  balance: equity,
  equity,
  unrealizedProfit: '0',
  availableMargin: equity,
  usedMargin: '0',
  frozenMargin: '0',
});

/** Worth 30,145 USDT and one more each hour; on the last day without 20 in the wallet that was not read. */
export function pricedRows(account: string): CapturedRow[] {
  const slots = hours('2026-01-01T00:00:00Z', 240);
  return slots.map((slot, i) => {
    const isLastDay = i >= 216;
    const spot = { BTC: { free: '0.5', locked: '0' }, USDT: { free: String(i), locked: '0' } };
    return {
      ...captured({ account, slot, held: {} }),
      version: 2,
      balances: {
        spot,
        fund: {},
        USDTMPerp: { USDT: perpetual('100') },
        ...(!isLastDay && { coinMPerp: { BTC: perpetual('0.000333333') } }),
      },
      prices: { BTC: '60000', USDT: '1' },
      exchangeTotals: { copyTrading: '25' },
      ...(isLastDay && { walletErrors: { coinMPerp: { reason: 'permission-denied', message: 'no' } } }),
    };
  });
}
