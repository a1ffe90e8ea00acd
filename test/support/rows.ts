/** Complete rows of the history for tests, with defaults for all attributes that a test does not set. */
import { gzipSync } from 'node:zlib';
import type { CapturedRow, FailedRow } from '../../functions/history/row';

const ANSWER = gzipSync('{"code":0}');

export const capturedRow = (changes: Partial<CapturedRow> = {}): CapturedRow => ({
  account: 'main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  status: 'captured',
  capturedAt: '2026-11-22T06:00:01.234Z',
  balances: { spot: { BTC: { free: '1', locked: '0' } } },
  raw: { spot: new Uint8Array(ANSWER) },
  clockSkewMs: 12,
  version: 1,
  ...changes,
});

/** Version 2 with every attribute that a row can have; `fund` was not read. */
export const fiveWalletRow = (changes: Partial<CapturedRow> = {}): CapturedRow => {
  const perpetual = {
    balance: '10',
    equity: '9.5',
    unrealizedProfit: '-0.5',
    availableMargin: '8',
    usedMargin: '1.5',
    frozenMargin: '0',
  };
  return capturedRow({
    version: 2,
    balances: {
      spot: { BTC: { free: '1', locked: '0' } },
      USDTMPerp: { USDT: perpetual },
      coinMPerp: {},
      stdFutures: {
        USDT: {
          balance: '5',
          crossWalletBalance: '5',
          crossUnrealizedProfit: '-0.5',
          availableBalance: '4',
          maxWithdrawAmount: '4',
        },
      },
    },
    walletErrors: { fund: { reason: 'permission-denied', code: '100004', message: 'no' } },
    prices: { USDT: '1', ABC: '0.000001' },
    priceSources: { ABC: 'last:ABC-USDT' },
    pricedAt: '2026-11-22T06:00:01.100Z',
    exchangeTotals: { copyTrading: '12.5' },
    rawOmitted: ['allAccountBalance'],
    ...changes,
  });
};

export const failedRow = (changes: Partial<FailedRow> = {}): FailedRow => ({
  account: 'main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
  status: 'failed',
  failure: {
    reason: 'ip-not-whitelisted',
    code: '100419',
    message: 'your current request IP is 36.228.12.229 does not match IP whitelist',
    egressIp: '36.228.12.229',
    at: '2026-11-22T06:00:01.234Z',
    attempts: 1,
  },
  version: 1,
  ...changes,
});
