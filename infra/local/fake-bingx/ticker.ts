/** The fake's spot ticker: 2,300 pairs in the exchange's format, the same at the same hour on every machine. */
import { NAMED_PAIRS, ODD_SYMBOLS, type Pair } from './ticker-pairs';

/** About as many as BingX lists. */
const PAIR_COUNT = 2300;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const PAIRS: readonly Pair[] = [
  ...NAMED_PAIRS,
  ...ODD_SYMBOLS.map((symbol, index) => ({ symbol, ticks: 5_000 + index, decimals: 6 })),
];

/** Quote assets of the other pairs, in turn: most are USDT. */
const QUOTES = ['USDT', 'USDT', 'USDT', 'USDT', 'USDT', 'USDC', 'BTC', 'ETH', 'USDT', 'USD1'];

/** Every n-th pair has no bids, or bid and ask far apart. */
const DEAD_EVERY = 47;
const WIDE_EVERY = 31;

function otherPair(index: number): Pair {
  const isDead = index % DEAD_EVERY === 0;
  const isWide = index % WIDE_EVERY === 1;
  return {
    symbol: `COIN${index}-${QUOTES[index % QUOTES.length]}`,
    ticks: 1_000 + ((index * 7_919) % 90_000),
    decimals: 2 + (index % 9),
    market: isDead ? 'dead' : isWide ? 'wide' : 'narrow',
  };
}

export type TickerOptions = {
  /** The number of pairs, including omitted ones. */
  pairs?: number;
  /** Omitted symbols. */
  omit?: readonly string[];
};

/** The response body at `now` (the exchange's clock, epoch ms). */
export function tickerBody(now: number, { pairs = PAIR_COUNT, omit = [] }: TickerOptions = {}): string {
  const others = Array.from({ length: pairs - PAIRS.length }, (_, index) => otherPair(index));
  const rows = [...PAIRS, ...others]
    .filter(({ symbol }) => !omit.includes(symbol))
    .map((pair) => tickerRow(pair, now));
  return `{"code":0,"timestamp":${now},"data":[${rows.join()}]}`;
}

/** The mid price of a named pair at `now`, as decimal text. Throws for an unknown pair. */
export function midPrice(symbol: string, now: number): string {
  const pair = NAMED_PAIRS.find((named) => named.symbol === symbol);
  if (!pair) throw new Error(`The fake's ticker has no named pair ${symbol}.`);
  return atScale(ticksAt(pair, now), pair.decimals);
}

/** Integer ticks, so that no price is a fractional JavaScript number; changes by up to one percent by the hour. */
function ticksAt({ ticks, isStable }: Pair, now: number): number {
  const swing = ((Math.floor(now / HOUR) * 37) % 201) - 100;
  return isStable ? ticks : ticks + Math.trunc((ticks * swing) / 10_000);
}

function tickerRow(pair: Pair, now: number): string {
  const { symbol, decimals, market = 'narrow' } = pair;
  const last = ticksAt(pair, now);
  const spread = market === 'wide' ? Math.ceil(last / 10) : 1;
  const price = (ticks: number) => atScale(ticks, decimals);
  const bid = market === 'dead' ? '0' : price(last - spread);
  // biome-ignore format: the order of the members on the wire
  return `{"symbol":"${symbol}","openPrice":${price(last - 3)},"highPrice":${price(last + 9)},"lowPrice":${price(last - 9)},"lastPrice":${price(last)},"priceChange":${price(3)},"priceChangePercent":"0.03%","volume":5099.21,"quoteVolume":214948771.34,"openTime":${now - DAY},"closeTime":${now},"askPrice":${price(last + spread)},"askQty":2.20125,"bidPrice":${bid},"bidQty":0.8962}`;
}

/** `ticks × 10^-decimals` as a JSON number: with an exponent where it is below a millionth, as the exchange's encoder does. */
function atScale(ticks: number, decimals: number): string {
  const digits = String(ticks);
  if (digits.length <= decimals - 6) {
    const fraction = digits.slice(1).replace(/0+$/, '');
    return `${digits[0]}${fraction && `.${fraction}`}e-${decimals - digits.length + 1}`;
  }
  const padded = digits.padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}
