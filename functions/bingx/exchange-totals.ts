/** Parses the exchange's own figures: the worth of each type of account in USDT. */

import { hasDuplicates, isAmount, isAssetName, isObject, listOf, type Parsed } from './json';

/** Account type → decimal text in USDT. A type that the exchange does not list is absent, not zero; unknown types are kept. */
export type ExchangeTotals = Record<string, string>;

/** Live answers are a bare list; documents have it in `data.result`, with a `total` that shows whether rows are missing. */
export function parseExchangeTotals(document: unknown): Parsed<ExchangeTotals> {
  const data = isObject(document) ? document.data : undefined;
  const path = isObject(data) ? 'data.result' : 'data';
  const rows = listOf(isObject(data) ? data.result : data);
  if (!rows) return { fault: path };
  if (isObject(data) && data.total !== undefined && !isAtMost(data.total, rows.length))
    return { fault: 'data.total' };

  const totals: [string, string][] = [];
  for (const [index, row] of rows.entries()) {
    const { accountType, usdtBalance } = isObject(row) ? row : {};
    if (!isAssetName(accountType)) return { fault: `${path}.${index}.accountType` };
    if (!isAmount(usdtBalance)) return { fault: `${path}.${index}.usdtBalance` };
    totals.push([accountType, usdtBalance]);
  }
  if (hasDuplicates(totals.map(([type]) => type))) return { fault: `${path}: an account type twice` };
  return { value: Object.fromEntries(totals) };
}

const isAtMost = (count: unknown, most: number) =>
  typeof count === 'string' && /^\d{1,9}$/.test(count) && Number(count) <= most;
