/**
 * A second parser of the answers of all wallets, the totals and the ticker, independent of the product's. It decides which
 * amounts, totals and prices a captured row must hold, or that an answer cannot be read.
 */
import Big from 'big.js';
import { amountOf, isName, isSuccess, type Json, member, readJsonBody, textOf } from './oracle';

type WalletName = 'spot' | 'fund' | 'USDTMPerp' | 'coinMPerp' | 'stdFutures';

/** asset → amount's name in the row → amount, without assets of which all amounts are zero. */
export type WalletAmounts = Map<string, Map<string, Big>>;

const PERPETUAL = ['balance', 'equity', 'unrealizedProfit', 'availableMargin', 'usedMargin', 'frozenMargin'];
const STANDARD = [
  'balance',
  'crossWalletBalance',
  'crossUnrealizedProfit',
  'availableBalance',
  'maxWithdrawAmount',
];

const AMOUNTS: Record<WalletName, readonly string[]> = {
  spot: ['free', 'locked'],
  fund: ['free', 'locked'],
  USDTMPerp: PERPETUAL,
  coinMPerp: PERPETUAL,
  stdFutures: STANDARD,
};

/** The exchange's names of an amount, where they differ from the row's. */
const WIRE_NAMES: Record<string, readonly string[]> = {
  frozenMargin: ['freezedMargin', 'frozenMargin'],
  crossUnrealizedProfit: ['crossUnPnl'],
};
const wireNames = (amount: string) => WIRE_NAMES[amount] ?? [amount];

/** The amounts in `body`; undefined where it is no valid answer, or an amount cannot be stored exactly. */
export function parseWallet(wallet: WalletName, body: Uint8Array): WalletAmounts | undefined {
  const document = readJsonBody(body);
  if (textOf(member(document, 'code')) === '100204' && wallet !== 'spot') return new Map();
  const rows = isSuccess(document) ? rowsOf(wallet, member(document, 'data')) : undefined;
  if (!rows) return undefined;
  const held: WalletAmounts = new Map();
  const names = new Set<string>();
  for (const row of rows) {
    if (!(row instanceof Map)) return undefined;
    if (wallet !== 'spot' && isUnused(wallet, row)) continue;
    const asset = textOf(row.get('asset'));
    const amounts = readAmounts(wallet, row);
    if (!amounts || !isName(asset) || names.has(asset)) return undefined;
    names.add(asset);
    if ([...amounts.values()].some((amount) => !amount.eq(0))) held.set(asset, amounts);
  }
  return held;
}

function rowsOf(wallet: WalletName, data: Json | undefined): Json[] | undefined {
  switch (wallet) {
    case 'spot': {
      const balances = member(data, 'balances');
      return Array.isArray(balances) ? balances : undefined;
    }
    case 'fund': {
      const lists = ['assets', 'balances'].filter((name) => member(data, name) !== undefined);
      return lists.length === 1 ? listOf(member(data, lists[0] ?? '')) : undefined;
    }
    case 'USDTMPerp': {
      // The shape of version 2 of the endpoint.
      const single = member(data, 'balance');
      return single instanceof Map ? [single] : listOf(data);
    }
    default:
      return listOf(data);
  }
}

const listOf = (value: Json | undefined) => (value === null ? [] : Array.isArray(value) ? value : undefined);

/** A currency that was never opened, or a row without an asset: neither is a statement about an amount. */
function isUnused(wallet: WalletName, row: Map<string, Json>): boolean {
  const isNameless = (textOf(row.get('asset')) ?? row.get('asset') ?? '') === '';
  const isUnopened = row.get('balance') === '' && row.get('equity') === '';
  const values = AMOUNTS[wallet].flatMap(wireNames).map((name) => row.get(name));
  const isNothing = (value: Json | undefined) =>
    value === undefined || value === '' || amountOf(value)?.eq(0) === true;
  return (isNameless || isUnopened) && values.every(isNothing);
}

function readAmounts(wallet: WalletName, row: Map<string, Json>): Map<string, Big> | undefined {
  const amounts = new Map<string, Big>();
  for (const name of AMOUNTS[wallet]) {
    const present = wireNames(name).filter((wireName) => row.has(wireName));
    const amount = present.length === 1 ? amountOf(row.get(present[0] ?? '')) : undefined;
    if (!amount) return undefined;
    amounts.set(name, amount);
  }
  return amounts;
}

/** Account type → USDT; undefined where `body` is no valid answer. */
export function parseTotals(body: Uint8Array): Map<string, Big> | undefined {
  const document = readJsonBody(body);
  const data = isSuccess(document) ? member(document, 'data') : undefined;
  const rows = listOf(data instanceof Map ? data.get('result') : data);
  if (!rows) return undefined;
  const total = member(data, 'total');
  if (
    total !== undefined &&
    !(/^\d{1,9}$/.test(textOf(total) ?? '') && Number(textOf(total)) <= rows.length)
  ) {
    return undefined;
  }
  const totals = new Map<string, Big>();
  for (const row of rows) {
    const [type, value] = [textOf(member(row, 'accountType')), amountOf(member(row, 'usdtBalance'))];
    if (!isName(type) || !value || totals.has(type)) return undefined;
    totals.set(type, value);
  }
  return totals;
}

/** Whether stored amounts are exactly the parsed ones. */
export function equalAmounts(
  stored: Record<string, Record<string, string>>,
  parsed: WalletAmounts | undefined,
): boolean {
  const assets = Object.entries(stored);
  return (
    parsed !== undefined &&
    assets.length === parsed.size &&
    assets.every(([asset, amounts]) => equalFigures(amounts, parsed.get(asset)))
  );
}

/** Whether stored figures are exactly the parsed ones. */
export function equalFigures(stored: Record<string, string>, parsed: Map<string, Big> | undefined): boolean {
  const figures = Object.entries(stored);
  return (
    parsed !== undefined &&
    figures.length === parsed.size &&
    figures.every(([name, figure]) => parsed.get(name)?.eq(figure) === true)
  );
}

type Quote = { bid: Big; ask: Big; last: Big };

const quotesByTicker = new WeakMap<Uint8Array, Quotes | undefined>();
type Quotes = ReadonlyMap<string, Quote>;

/** The prices of those `assets` that have one, by the rules of `priceOf`. An unusable or no ticker prices USDT alone. */
export function priceAll(ticker: Uint8Array | undefined, assets: Iterable<string>): Map<string, Big> {
  const quotes = (ticker && quotesOf(ticker)) ?? new Map<string, Quote>();
  return new Map(
    [...assets].flatMap((asset): [string, Big][] => {
      const price = priceOf(asset, quotes);
      return price ? [[asset, price]] : [];
    }),
  );
}

/** Parsed once for each body: a ticker is large. */
function quotesOf(ticker: Uint8Array): Quotes | undefined {
  if (!quotesByTicker.has(ticker)) quotesByTicker.set(ticker, parseQuotes(ticker));
  return quotesByTicker.get(ticker);
}

function parseQuotes(ticker: Uint8Array): Quotes | undefined {
  const document = readJsonBody(ticker);
  const rows = isSuccess(document) ? member(document, 'data') : undefined;
  if (!Array.isArray(rows)) return undefined;
  const quotes = new Map<string, Quote>();
  for (const row of rows) {
    const [bid, ask, last] = ['bidPrice', 'askPrice', 'lastPrice'].map((name) => amountOf(member(row, name)));
    const zero = new Big(0);
    quotes.set(textOf(member(row, 'symbol')) ?? '', {
      bid: bid ?? zero,
      ask: ask ?? zero,
      last: last ?? zero,
    });
  }
  return quotes.size >= 500 && quotes.has('BTC-USDT') ? quotes : undefined;
}

/** USDT is 1; VST has no price; other assets directly, or over USDC, USD1, BTC or ETH. */
function priceOf(asset: string, quotes: Quotes): Big | undefined {
  if (asset === 'USDT') return new Big(1);
  if (asset === 'VST') return undefined;
  const direct = pairPrice(quotes.get(`${asset}-USDT`));
  if (direct) return direct;
  for (const bridge of ['USDC', 'USD1', 'BTC', 'ETH']) {
    const [first, second] = [`${asset}-${bridge}`, `${bridge}-USDT`].map((pair) =>
      pairPrice(quotes.get(pair)),
    );
    if (first && second) return first.times(second);
  }
  return undefined;
}

/** The middle of bid and ask where they are at most 2% apart, else the last price. */
function pairPrice(quote: Quote | undefined): Big | undefined {
  if (!quote) return undefined;
  const { bid, ask, last } = quote;
  const isNarrow = bid.gt(0) && ask.gte(bid) && ask.minus(bid).times(100).lte(bid.times(2));
  if (isNarrow) return bid.plus(ask).times('0.5');
  return last.gt(0) ? last : undefined;
}
