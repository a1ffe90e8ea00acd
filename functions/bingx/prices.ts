/** Prices in USDT of the assets that are held, from the spot ticker: which pairs, by which route, and exactly. */
import { align, type Decimal, formatDecimal, multiply, parseDecimal } from './decimal';
import type { Ticker } from './ticker';
import type { Prices } from './types';

/** The currency of all prices. */
const UNIT = 'USDT';

/** A test currency: it has no price, even if a ticker lists one. */
const UNPRICEABLE = 'VST';

/** Intermediate quote assets for an asset without a priced pair with USDT, the best first. */
const BRIDGES = ['USDC', 'USD1', 'BTC', 'ETH'];

/** The largest spread, in percent of the bid, at which the mid price is usable. */
const MAX_SPREAD_PERCENT = 2n;

type Quote = { symbol: string; kind: 'mid' | 'last'; price: Decimal };

/** Prices the assets that can be priced; without a ticker, only USDT. Asset names are used unchanged. */
export function pricesOf(ticker: Ticker | undefined, assets: Iterable<string>): Prices {
  const prices: Record<string, string> = {};
  const priceSources: Record<string, string> = {};
  for (const asset of assets) {
    if (asset === UNIT) prices[asset] = '1';
    const legs = ticker && asset !== UNIT && asset !== UNPRICEABLE && quoteLegs(ticker, asset);
    if (!legs) continue;
    prices[asset] = formatDecimal(legs.map(({ price }) => price).reduce(multiply));
    const source = describe(legs);
    if (source !== `mid:${asset}-${UNIT}`) priceSources[asset] = source;
  }
  return { prices, priceSources, ...(ticker?.pricedAt !== undefined && { pricedAt: ticker.pricedAt }) };
}

/** The pairs of the first route whose every pair has a price. */
function quoteLegs(ticker: Ticker, asset: string): Quote[] | undefined {
  for (const route of [
    [`${asset}-${UNIT}`],
    ...BRIDGES.map((bridge) => [`${asset}-${bridge}`, `${bridge}-${UNIT}`]),
  ]) {
    const legs = route.flatMap((symbol) => quotePair(ticker, symbol) ?? []);
    if (legs.length === route.length) return legs;
  }
  return undefined;
}

/** The mid price of a narrow market, else the last price: a last price may be days old, and the mid of a wide market is no price. */
function quotePair(ticker: Ticker, symbol: string): Quote | undefined {
  const row = ticker.row(symbol);
  const [bid, ask, last] = [row?.bidPrice, row?.askPrice, row?.lastPrice].map(positive);
  const mid = bid && ask && midOf(bid, ask);
  if (mid) return { symbol, kind: 'mid', price: mid };
  return last && { symbol, kind: 'last', price: last };
}

function positive(value: unknown): Decimal | undefined {
  const decimal = typeof value === 'string' ? parseDecimal(value) : undefined;
  return decimal && decimal.digits > 0n ? decimal : undefined;
}

function midOf(lower: Decimal, upper: Decimal): Decimal | undefined {
  const { a: bid, b: ask, exponent } = align(lower, upper);
  const spread = ask - bid;
  if (spread < 0n || spread * 100n > bid * MAX_SPREAD_PERCENT) return undefined;
  return { digits: (bid + ask) * 5n, exponent: exponent - 1 };
}

function describe(legs: readonly Quote[]): string {
  return legs
    .map(({ kind, symbol }, index) => (kind === legs[index - 1]?.kind ? symbol : `${kind}:${symbol}`))
    .join();
}
