/** The optional parts of a captured row: wallets, prices, totals, and the errors of those that were not read. */
import { gunzipSync } from 'node:zlib';
import { ENDPOINTS, WALLETS } from '../../../functions/bingx/endpoints';
import { parseJson } from '../../../functions/bingx/json';
import { pricesOf } from '../../../functions/bingx/prices';
import type { AccountReading } from '../../../functions/bingx/types';
import { exactAmount } from '../../../functions/history/amount';
import { type CapturedRow, WALLET_AMOUNTS, WALLET_IDS, type WalletId } from '../../../functions/history/row';
import { metricsOf } from '../../../functions/snapshot/publish';
import { takeSnapshot } from '../../../functions/snapshot/take-snapshot';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';
import { accountOf, answered, job, parts } from './collaborators';

const perpetual = {
  balance: '194.82120',
  equity: '196.7431',
  unrealizedProfit: '-1.5e-1',
  availableMargin: '193.7609',
  usedMargin: '1.0602',
  frozenMargin: '0.0000',
};

const OPTIONAL: Partial<AccountReading> = {
  wallets: {
    fund: { assets: [], isEmpty: true },
    USDTMPerp: { assets: [{ asset: 'USDT', ...perpetual }], isEmpty: false },
  },
  totals: { USDTMPerp: '196.70', eran: '0' },
  errors: {
    stdFutures: { reason: 'timed-out', message: 'No answer' },
    ticker: { reason: 'exchange-unavailable', code: 'HTTP 503', message: 'HTTP 503', retryAt: 5 },
  },
  answers: { spot: Buffer.from('spot'), USDTMPerp: Buffer.from('perpetual') },
};

async function take(
  account: Partial<AccountReading>,
  balances?: { asset: string; free: string; locked: string }[],
) {
  const { all, rows, logged } = parts({ reading: answered({ balances }), account });
  const outcome = await takeSnapshot(job, all);
  return { outcome, row: rows[0], logged };
}

it('has only the wallets that were read, with exact amounts, and an empty wallet as empty', async () => {
  const { row } = await take(OPTIONAL);

  expect(row).toMatchObject({ version: 2, status: 'captured' });
  expect(row).toHaveProperty('balances', {
    spot: { BTC: { free: '1', locked: '0' } },
    fund: {},
    USDTMPerp: {
      USDT: { ...perpetual, balance: '194.8212', unrealizedProfit: '-0.15', frozenMargin: '0' },
    },
  });
});

it('has the reason, code and message of each endpoint that was not read', async () => {
  const { row, outcome, logged } = await take(OPTIONAL);

  expect(row).toHaveProperty('walletErrors', {
    stdFutures: { reason: 'timed-out', message: 'No answer' },
    ticker: { reason: 'exchange-unavailable', code: 'HTTP 503', message: 'HTTP 503' },
  });
  const walletErrors = { stdFutures: 'timed-out', ticker: 'exchange-unavailable' };
  expect(outcome).toMatchObject({ outcome: 'captured', walletErrors });
  expect(metricsOf(outcome)).toEqual(['SnapshotCaptured', 'WalletError']);
  expect(logged).toMatchObject([['Snapshot captured', { walletErrors }]]);
});

it('has no error, and no error metric, when everything was read', async () => {
  const { row, outcome } = await take({ ...OPTIONAL, errors: {} });

  expect(row).not.toHaveProperty('walletErrors');
  expect(metricsOf(outcome)).toEqual(['SnapshotCaptured']);
});

it("has the exchange's own totals and each raw response", async () => {
  const { row } = await take(OPTIONAL);

  expect(row).toHaveProperty('exchangeTotals', { USDTMPerp: '196.7', eran: '0' });
  const raw = Object.entries(row?.raw ?? {}).map(([id, bytes]) => [id, gunzipSync(bytes).toString()]);
  expect(raw).toEqual([
    ['spot', 'spot'],
    ['USDTMPerp', 'perpetual'],
  ]);
});

it('has only the price of held USDT without a ticker', async () => {
  expect((await take(OPTIONAL)).row).toHaveProperty('prices', { USDT: '1' });
  const { row } = await take({});
  for (const attribute of ['prices', 'priceSources', 'pricedAt']) expect(row).not.toHaveProperty(attribute);
});

it('prices every held asset of every wallet', async () => {
  const priced: string[][] = [];
  const { row } = await take({
    ...OPTIONAL,
    pricesOf: (assets) => {
      priced.push([...assets].sort());
      return {
        ...pricesOf(undefined, []),
        prices: { BTC: '2.5' },
        priceSources: { BTC: 'last:BTC-USDT' },
        pricedAt: 0,
      };
    },
  });

  expect(priced).toEqual([['BTC', 'USDT']]);
  expect(row).toMatchObject({
    prices: { BTC: '2.5' },
    priceSources: { BTC: 'last:BTC-USDT' },
    pricedAt: '1970-01-01T00:00:00.000Z',
  });
});

it.each([
  [
    'a wallet',
    {
      ...OPTIONAL,
      wallets: { fund: { assets: [{ asset: 'X', free: '1e126', locked: '0' }], isEmpty: false } },
    },
    'fund',
  ],
  ['the totals', { ...OPTIONAL, totals: { eran: '1e126' } }, 'allAccountBalance'],
])(
  'replaces %s by an error if an amount cannot be stored, and is captured',
  async (_what, account, endpoint) => {
    const { row, outcome } = await take(account);

    expect(outcome).toMatchObject({ outcome: 'captured' });
    expect(row).toHaveProperty(`walletErrors.${endpoint}.reason`, 'invalid-response');
    expect(row).not.toHaveProperty(`balances.${endpoint}`);
  },
);

it('requests the wallets of the event, without the required one', async () => {
  const requested: unknown[] = [];
  const { all } = parts();
  const exchange = {
    ...all.exchange,
    readAccount: async ({ wallets }: { wallets: readonly string[] }) => {
      requested.push(wallets);
      return accountOf(answered());
    },
  };

  await takeSnapshot({ ...job, wallets: ['spot', 'coinMPerp'] }, { ...all, exchange });

  expect(requested).toEqual([['coinMPerp']]);
});

describe('the amounts of a wallet', () => {
  it('are defined by the row for each wallet of the exchange', () => {
    expect(Object.keys(WALLETS)).toEqual(WALLET_IDS);
  });

  it.each(Object.keys(PAYLOADS).filter((id): id is WalletId => Object.hasOwn(WALLETS, id)))(
    'are parsed with the names of the row from every recorded payload of %s',
    (id) => {
      const payloads: Record<string, string> = PAYLOADS[id as keyof typeof PAYLOADS];
      for (const payload of Object.values(payloads)) {
        const parsed = ENDPOINTS[id].parse(parseJson(Buffer.from(payload))?.document);
        if ('fault' in parsed) continue;
        for (const { asset: _, ...amounts } of parsed.value.assets) {
          expect(Object.keys(amounts)).toEqual([...WALLET_AMOUNTS[id]]);
          for (const text of Object.values(amounts)) expect(exactAmount(text)).toBeDefined();
        }
      }
    },
  );
});

it('has no totals when one of them cannot be stored exactly, and names it', async () => {
  const { row } = await take({ totals: { USDTMPerp: '1', eran: `1.${'1'.repeat(40)}`, sopt: '2' } });

  expect(row).not.toHaveProperty('exchangeTotals');
  expect(row).toHaveProperty('walletErrors', {
    allAccountBalance: {
      reason: 'invalid-response',
      message: 'The amount of eran cannot be stored exactly: DynamoDB keeps 38 digits.',
    },
  });
});

it('has no code for an error without one', async () => {
  const { row } = await take({ errors: { fund: { reason: 'timed-out', message: 'No answer' } } });

  expect(row).toHaveProperty('walletErrors.fund', { reason: 'timed-out', message: 'No answer' });
  expect(Object.keys((row as CapturedRow).walletErrors?.fund ?? {})).toEqual(['reason', 'message']);
});
