/** The row of a snapshot as a DynamoDB item, without any check: what each contender but ours writes. */
import { gzipSync } from 'node:zlib';

export type Event = { account: string; secretId: string; slot: string; schedule: string };
export type Keys = { apiKey: string; secretKey: string };

/** A holding in the exchange's own format; amounts are text, or numbers in the fund wallet. */
export type WireRow = { asset: string } & Record<string, unknown>;

export type Reading = {
  /** Epoch ms, on the exchange's clock. */
  capturedAt: number;
  clockSkewMs: number;
  wallets: Record<string, WireRow[]>;
  totals: { accountType: string; usdtBalance: string }[];
  /** Asset → USDT for one unit. */
  prices: Record<string, string>;
  pricedAt: number;
  /** Endpoint → response. */
  answers: Record<string, Buffer | string>;
};

const HOLDING = ['free', 'locked'];
const PERPETUAL = [
  'balance',
  'equity',
  'unrealizedProfit',
  'availableMargin',
  'usedMargin',
  'freezedMargin:frozenMargin',
];
/** The amounts of each wallet, with their stored name where it differs. */
const AMOUNTS: Record<string, string[]> = {
  spot: HOLDING,
  fund: HOLDING,
  USDTMPerp: PERPETUAL,
  coinMPerp: PERPETUAL,
  stdFutures: [
    'balance',
    'crossWalletBalance',
    'crossUnPnl:crossUnrealizedProfit',
    'availableBalance',
    'maxWithdrawAmount',
  ],
};

/** The signed endpoints that a snapshot reads. */
export const SIGNED_PATHS = {
  spot: '/openApi/spot/v1/account/balance',
  fund: '/openApi/fund/v1/account/balance',
  USDTMPerp: '/openApi/swap/v3/user/balance',
  coinMPerp: '/openApi/cswap/v1/user/balance',
  stdFutures: '/openApi/contract/v1/balance',
  allAccountBalance: '/openApi/account/v1/allAccountBalance',
};
export const TICKER_PATH = '/openApi/spot/v1/ticker/24hr';
export const TIME_PATH = '/openApi/swap/v2/server/time';

export const CONDITION = {
  ConditionExpression: 'attribute_not_exists(account) OR #status = :failed',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':failed': { S: 'failed' } },
};

/** The rows of each wallet, and the totals, in the answers to `SIGNED_PATHS`. Throws on a refusal. */
export function rowsOf(answers: Record<string, Buffer | string>): Pick<Reading, 'wallets' | 'totals'> {
  const rows = Object.entries(answers).map(([id, text]) => {
    const { code, data } = JSON.parse(String(text));
    if (code !== 0) throw new Error(`BingX answered ${code} for ${id}`);
    return [id, Array.isArray(data) ? data : (data.balances ?? data.assets)] as const;
  });
  const { allAccountBalance, ...wallets } = Object.fromEntries(rows);
  return { wallets, totals: allAccountBalance };
}

export const heldAssets = (wallets: Reading['wallets']) =>
  new Set(Object.entries(wallets).flatMap(([id, rows]) => held(id, rows).map(({ asset }) => asset)));

const held = (id: string, rows: WireRow[]) =>
  rows.filter((row) => AMOUNTS[id]?.some((name) => Number(row[name.split(':')[0] ?? ''])));

const number = (value: unknown) => ({ N: String(value) });
const map = <T>(entries: Iterable<readonly [string, T]>) => ({ M: Object.fromEntries(entries) });

/** `bytes` gives a binary value as the client of the table wants it. */
export function toItem<B>(event: Event, reading: Reading, bytes: (value: Buffer) => B) {
  const { wallets, totals, prices, answers, clockSkewMs } = reading;
  return {
    account: { S: event.account },
    slot: { S: event.slot },
    schedule: { S: event.schedule },
    clockSkewMs: number(clockSkewMs),
    version: number(2),
    status: { S: 'captured' },
    capturedAt: { S: new Date(reading.capturedAt).toISOString() },
    balances: map(
      Object.entries(wallets).map(([id, rows]) => [
        id,
        map(
          held(id, rows).map((row) => [
            row.asset,
            map(
              (AMOUNTS[id] ?? []).map((name) => {
                const [wire = '', stored = wire] = name.split(':');
                return [stored, number(row[wire])];
              }),
            ),
          ]),
        ),
      ]),
    ),
    exchangeTotals: map(totals.map(({ accountType, usdtBalance }) => [accountType, number(usdtBalance)])),
    prices: map(Object.entries(prices).map(([asset, price]) => [asset, number(price)])),
    pricedAt: { S: new Date(reading.pricedAt).toISOString() },
    raw: map(Object.entries(answers).map(([id, answer]) => [id, { B: bytes(gzipSync(answer)) }])),
  };
}
