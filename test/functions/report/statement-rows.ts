/** The last hours of 2025 in Berlin: five wallets as BingX answered, their prices, and the raw answers. */
import { gzipSync } from 'node:zlib';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import type { CapturedRow } from '../../../functions/history/row';
import { parseStoredRow } from '../../../functions/history/stored-row';
import {
  buildStatement,
  type CapturedStoredRow,
  isCaptured,
  type Statement,
  type Year,
} from '../../../functions/report/statement/statement';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';
import { capturedRow } from '../../support/rows';
import { captured, failed } from '../../support/slots';

export const NEW_YEAR = '2026-01-05T09:00:00Z';

/** Exactly one hour before the year of Berlin ends. */
export const LAST_SLOT = '2025-12-31T22:00:00Z';

export const ANSWERS = {
  spot: '{"code":0,"data":{"balances":[{"asset":"USDT","free":"100.123456789","locked":"0"},{"asset":"BTC","free":"0.50","locked":"0.25"},{"asset":"ABC","free":"1e3","locked":"0"},{"asset":"ETH","free":"0","locked":"0.00"}]}}',
  fund: PAYLOADS.fund.assetsWithNumbers,
  USDTMPerp: PAYLOADS.USDTMPerp.withPosition,
  coinMPerp: PAYLOADS.coinMPerp.withLoss,
  stdFutures: PAYLOADS.stdFutures.crossMargin,
  allAccountBalance:
    '{"code":0,"data":[{"accountType":"sopt","usdtBalance":"80.00"},{"accountType":"copyTrading","usdtBalance":"12.50"}]}',
};

export const packed = (answers: Record<string, string>) =>
  Object.fromEntries(Object.entries(answers).map(([endpoint, body]) => [endpoint, gzipSync(body)]));

/** What those answers say, worked out by hand. */
const BALANCES: CapturedRow['balances'] = {
  spot: {
    USDT: { free: '100.123456789', locked: '0' },
    BTC: { free: '0.5', locked: '0.25' },
    ABC: { free: '1000', locked: '0' },
  },
  fund: { USDT: { free: '44.376922000000002373', locked: '0' } },
  USDTMPerp: {
    USDT: {
      balance: '194.8212',
      equity: '196.7431',
      unrealizedProfit: '1.9219',
      availableMargin: '193.7609',
      usedMargin: '1.0602',
      frozenMargin: '0',
    },
  },
  coinMPerp: {
    BTC: {
      balance: '0.14438227',
      equity: '0.14428116',
      unrealizedProfit: '-0.0001011',
      availableMargin: '0.14317271',
      usedMargin: '0.00110845',
      frozenMargin: '0',
    },
  },
  stdFutures: {
    USDT: {
      balance: '4.726443',
      crossWalletBalance: '4.726443',
      crossUnrealizedProfit: '0',
      availableBalance: '4.726443',
      maxWithdrawAmount: '4.726443',
    },
  },
};

export const statementRow = (changes: Partial<CapturedRow> = {}): CapturedRow =>
  capturedRow({
    slot: LAST_SLOT,
    capturedAt: '2025-12-31T22:00:01.234Z',
    version: 2,
    balances: BALANCES,
    prices: { USDT: '1', BTC: '60000.5', ABC: '0.000001' },
    priceSources: { ABC: 'last:ABC-USDT' },
    pricedAt: '2025-12-31T22:00:01.100Z',
    exchangeTotals: { sopt: '80', copyTrading: '12.5' },
    raw: packed(ANSWERS),
    ...changes,
  });

/** The history begins two hours before; the slot after `row` is one of 2026 in Berlin. */
export const statementHistory = (row = statementRow()) => [
  captured({ slot: '2025-12-31T20:00:00Z', held: { BTC: '1' } }),
  failed({ slot: '2025-12-31T21:00:00Z', reason: 'exchange-unavailable' }),
  row,
  captured({ slot: '2025-12-31T23:00:00Z', held: { BTC: '7' } }),
];

/** Without one wallet, one price, and the exchange's totals. */
export const incompleteRow = (): CapturedRow => {
  const { fund: _, ...balances } = BALANCES;
  const { fund: __, allAccountBalance: ___, ...answers } = ANSWERS;
  return statementRow({
    balances,
    raw: packed(answers),
    prices: { USDT: '1', BTC: '60000.5' },
    priceSources: undefined,
    exchangeTotals: undefined,
    walletErrors: { fund: { reason: 'permission-denied', code: '100004', message: 'no' } },
  });
};

const REQUEST = {
  account: 'main',
  at: '2025-12-31T22:59:59Z',
  timezone: 'Europe/Berlin',
  madeAt: NEW_YEAR,
};

export const YEAR: Year = {
  from: '2024-12-31T23:00:00Z',
  to: REQUEST.at,
  historyFrom: '2025-12-31T20:00:00Z',
  due: 1_234,
  captured: 1_233,
  failed: 1,
  missing: 0,
  completeness: 99.91,
};

/** The item as it is read from the table. */
export function readBack(item: Item): CapturedStoredRow {
  const stored = parseStoredRow(structuredClone(item));
  if (!isCaptured(stored)) throw new Error('The row must be captured.');
  return stored;
}

export const statementOf = (row: CapturedRow): Statement =>
  buildStatement(REQUEST, readBack(marshallRow(row)), YEAR);
