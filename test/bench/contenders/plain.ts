/** The plain implementation with `fetch` for the exchange: all endpoints at once, as one does. */
import { createHmac } from 'node:crypto';
import { heldAssets, type Keys, rowsOf, SIGNED_PATHS, TICKER_PATH, TIME_PATH } from './item';
import { createPlainHandler } from './plain-handler';

type Ticker = { timestamp: number; data: { symbol: string; bidPrice: number; askPrice: number }[] };

const exchange = process.env.BINGX_BASE_URL;
let clockSkewMs: number | undefined;

async function getText(path: string, headers?: Record<string, string>): Promise<string> {
  const response = await fetch(`${exchange}${path}`, { headers });
  return response.text();
}

async function getSigned(path: string, { apiKey, secretKey }: Keys, now: number): Promise<string> {
  const query = `recvWindow=5000&timestamp=${now}`;
  const signature = createHmac('sha256', secretKey).update(query).digest('hex');
  return getText(`${path}?${query}&signature=${signature}`, { 'X-BX-APIKEY': apiKey });
}

async function readAccount(keys: Keys) {
  if (clockSkewMs === undefined) {
    const { data } = JSON.parse(await getText(TIME_PATH)) as { data: { serverTime: number } };
    clockSkewMs = Date.now() - data.serverTime;
  }
  const now = Date.now() - clockSkewMs;
  const [tickerText, ...texts] = await Promise.all([
    getText(`${TICKER_PATH}?timestamp=${now}`),
    ...Object.values(SIGNED_PATHS).map((path) => getSigned(path, keys, now)),
  ]);
  const answers = Object.fromEntries(Object.keys(SIGNED_PATHS).map((id, i) => [id, texts[i] ?? '']));
  const { wallets, totals } = rowsOf(answers);
  const ticker = JSON.parse(tickerText) as Ticker;
  const pairs = new Map(ticker.data.map((pair) => [pair.symbol, pair]));
  const prices: Record<string, string> = {};
  for (const asset of heldAssets(wallets)) {
    const pair = pairs.get(`${asset}-USDT`);
    if (pair) prices[asset] = String((pair.bidPrice + pair.askPrice) / 2);
  }
  const capturedAt = Date.now() - clockSkewMs;
  return { wallets, totals, prices, pricedAt: ticker.timestamp, answers, capturedAt, clockSkewMs };
}

export const handler = createPlainHandler(readAccount);
