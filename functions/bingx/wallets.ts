/** Parses the answer of each wallet: from the shapes of the endpoints to amounts under the names of the row. */

import { hasDuplicates, isAmount, isAssetName, isObject, type JsonObject, listOf, type Parsed } from './json';
import type { AssetAmounts, WalletBalances } from './types';

/** A list of an answer, and where in it. */
type List = {
  path: string;
  rows: unknown;
  /** Whether a row without an asset is an error even where it has no amount. */
  isStrict?: true;
};

/** An amount's name in the row → its names at the exchange, of which an answer has exactly one. */
type Fields = Readonly<Record<string, readonly string[]>>;

const HOLDING: Fields = { free: ['free'], locked: ['locked'] };

/** The spelling of `frozenMargin` in some answers since July 2026. */
const PERPETUAL: Fields = {
  balance: ['balance'],
  equity: ['equity'],
  unrealizedProfit: ['unrealizedProfit'],
  availableMargin: ['availableMargin'],
  usedMargin: ['usedMargin'],
  frozenMargin: ['freezedMargin', 'frozenMargin'],
};

const STANDARD_FUTURES: Fields = {
  balance: ['balance'],
  crossWalletBalance: ['crossWalletBalance'],
  crossUnrealizedProfit: ['crossUnPnl'],
  availableBalance: ['availableBalance'],
  maxWithdrawAmount: ['maxWithdrawAmount'],
};

/** `data.balances`, and nothing else: this wallet decides whether there is a row. */
export const parseSpot = walletParser(HOLDING, (data) =>
  isObject(data) && Array.isArray(data.balances)
    ? { path: 'data.balances', rows: data.balances, isStrict: true }
    : { fault: 'data.balances' },
);

/** Live answers have `assets`, documents `balances`; an answer with both is ambiguous. */
export const parseFund = walletParser(HOLDING, (data) => {
  if (!isObject(data)) return { fault: 'data' };
  const [key, ...others] = ['assets', 'balances'].filter((name) => name in data);
  return key === undefined || others.length > 0
    ? { fault: 'data' }
    : { path: `data.${key}`, rows: data[key] };
});

/** Version 2 of the endpoint answers with one row in `data.balance`; clients have observed both. */
export const parseUsdtPerpetual = walletParser(PERPETUAL, (data) =>
  isObject(data) && isObject(data.balance)
    ? { path: 'data.balance', rows: [data.balance] }
    : { path: 'data', rows: data },
);

export const parseCoinPerpetual = walletParser(PERPETUAL, (data) => ({ path: 'data', rows: data }));

export const parseStandardFutures = walletParser(STANDARD_FUTURES, (data) => ({ path: 'data', rows: data }));

function walletParser(fields: Fields, findList: (data: unknown) => List | { fault: string }) {
  return (document: unknown): Parsed<WalletBalances> => {
    const list = findList(isObject(document) ? document.data : undefined);
    return 'fault' in list ? list : parseAssets(list, fields);
  };
}

function parseAssets({ path, rows, isStrict }: List, fields: Fields): Parsed<WalletBalances> {
  const list = listOf(rows);
  if (!list) return { fault: path };
  const stated: AssetAmounts[] = [];
  for (const [index, row] of list.entries()) {
    if (!isObject(row)) return { fault: `${path}.${index}` };
    const parsed =
      !isStrict && isUnused(row, Object.values(fields).flat())
        ? { value: undefined }
        : parseAsset(row, fields);
    if ('fault' in parsed) return { fault: `${path}.${index}.${parsed.fault}` };
    if (parsed.value) stated.push(parsed.value);
  }
  if (hasDuplicates(stated.map(({ asset }) => asset))) return { fault: `${path}: an asset twice` };
  const isHeld = ({ asset: _, ...amounts }: AssetAmounts) => !Object.values(amounts).every(isZero);
  return { value: { assets: stated.filter(isHeld), isEmpty: stated.length === 0 } };
}

/** The amounts of one row. */
function parseAsset(row: JsonObject, fields: Fields): Parsed<AssetAmounts> {
  const { asset } = row;
  if (!isAssetName(asset)) return { fault: 'asset' };
  const amounts: AssetAmounts = { asset };
  for (const [name, wireNames] of Object.entries(fields)) {
    const [found, ...others] = wireNames.filter((wireName) => wireName in row);
    const amount = found === undefined ? undefined : row[found];
    if (!isAmount(amount) || others.length > 0) return { fault: wireNames.join(' or ') };
    amounts[name] = amount;
  }
  return { value: amounts };
}

/** A currency that was never opened has "" for balance and equity, and some rows have no asset; neither may hold anything. */
function isUnused(row: JsonObject, wireNames: string[]): boolean {
  const isNameless = (row.asset ?? '') === '';
  const isUnopened = row.balance === '' && row.equity === '';
  return (isNameless || isUnopened) && wireNames.every((name) => isNothing(row[name]));
}

const isNothing = (value: unknown) => value === undefined || (typeof value === 'string' && isZero(value));

/** Of a decimal text, and of an empty one. */
const isZero = (text: string) => /^[^1-9eE]*(?:[eE]|$)/.test(text);
