/** The plain implementation with ccxt, as its documentation shows: `fetchBalance` of each type and `fetchTickers`, all at once. */
import ccxt from 'ccxt';
import { heldAssets, type Keys, type Reading, rowsOf, SIGNED_PATHS } from './item';
import { createPlainHandler } from './plain-handler';

/** The used part of ccxt's BingX class. */
export type CcxtBingx = {
  urls: { api: Record<string, string> };
  loadTimeDifference(): Promise<number>;
  loadMarkets(): Promise<unknown>;
  fetchBalance(params: Record<string, unknown>): Promise<{ info: object }>;
  fetchTickers(symbols: undefined, params: object): Promise<Record<string, { bid?: number; ask?: number }>>;
  /** What `fetchBalance` has no type for. */
  accountV1PrivateGetAllAccountBalance(): Promise<object>;
};

/** `fetchBalance`'s parameters for each wallet. */
const TYPES: Record<string, Record<string, unknown>> = {
  spot: { type: 'spot' },
  fund: { type: 'fund' },
  USDTMPerp: { type: 'swap', subType: 'linear' },
  coinMPerp: { type: 'swap', subType: 'inverse' },
  stdFutures: { standard: true },
};

let exchange: CcxtBingx | undefined;
let clockSkewMs = 0;

async function connect({ apiKey, secretKey }: Keys): Promise<CcxtBingx> {
  const options = { adjustForTimeDifference: true };
  const connected = new ccxt.bingx({ apiKey, secret: secretKey, options, enableRateLimit: false });
  for (const name of Object.keys(connected.urls.api)) {
    connected.urls.api[name] = `${process.env.BINGX_BASE_URL}/openApi`;
  }
  clockSkewMs = await connected.loadTimeDifference();
  await connected.loadMarkets();
  return connected;
}

async function readAccount(keys: Keys): Promise<Reading> {
  exchange ??= await connect(keys);
  const connected = exchange;
  const [tickers, totals, ...balances] = await Promise.all([
    connected.fetchTickers(undefined, { type: 'spot' }),
    connected.accountV1PrivateGetAllAccountBalance(),
    ...Object.values(TYPES).map((params) => connected.fetchBalance(params)),
  ]);
  const infos = [...balances.map(({ info }) => info), totals];
  const answers = Object.fromEntries(
    Object.keys(SIGNED_PATHS).map((id, i) => [id, JSON.stringify({ ...infos[i], code: 0 })]),
  );
  const read = rowsOf(answers);
  const prices: Record<string, string> = {};
  for (const asset of heldAssets(read.wallets)) {
    const { bid, ask } = tickers[`${asset}/USDT`] ?? {};
    if (bid && ask) prices[asset] = String((bid + ask) / 2);
  }
  const now = Date.now() - clockSkewMs;
  return { ...read, prices, pricedAt: now, answers, capturedAt: now, clockSkewMs };
}

export const handler = createPlainHandler(readAccount);
