/** Compares a row with its raw answers, read by a second parser, and these with the account and the time of the row. */
import { gunzipSync } from 'node:zlib';
import {
  type CapturedRow,
  PRICES_ENDPOINT,
  REQUIRED_WALLET,
  type Row,
  TOTALS_ENDPOINT,
  WALLET_IDS,
} from '../../functions/history/row';
import { slotTime } from '../../functions/schedule/slot';
import { ownerOf, tickerAt } from '../support/marked-wallets';
import { equalAmounts, equalFigures, parseTotals, parseWallet, priceAll } from '../support/wallet-oracle';

/** What is kept of a row: a year of whole ones fills the memory. */
export type JudgedRow =
  | {
      status: 'captured';
      /** One sentence each; there must be none. */
      inexact: string[];
      /** Why it lacks optional endpoints: a reason for each. */
      missingEndpoints: string[];
    }
  | { status: 'failed'; reason: string };

export function judgeRow(row: Row): JudgedRow {
  if (row.status === 'failed') return { status: 'failed', reason: row.failure.reason };
  return {
    status: 'captured',
    inexact: [...inexactWallets(row), ...inexactPrices(row), ...inexactTotals(row)],
    missingEndpoints: Object.values(row.walletErrors ?? {}).map(({ reason }) => reason),
  };
}

/** Compares the prices of what is held with those of the ticker of the hour, by the second parser. */
function inexactPrices({ slot, balances, prices = {}, walletErrors }: CapturedRow): string[] {
  const held = new Set(Object.values(balances).flatMap((wallet) => Object.keys(wallet ?? {})));
  const ticker = walletErrors?.[PRICES_ENDPOINT] ? undefined : tickerAt(slotTime(slot)).bytes;
  return equalFigures(prices, priceAll(ticker, held)) ? [] : ['its prices differ from the ticker'];
}

/** Compares the totals with their raw answer. */
function inexactTotals({ exchangeTotals = {}, raw, walletErrors }: CapturedRow): string[] {
  const answer = raw[TOTALS_ENDPOINT];
  if (walletErrors?.[TOTALS_ENDPOINT])
    return Object.keys(exchangeTotals).length > 0 ? ['it has totals and an error'] : [];
  const isEqual = answer !== undefined && equalFigures(exchangeTotals, parseTotals(gunzipSync(answer)));
  return isEqual ? [] : ['its totals differ from the answer'];
}

/** Compares each wallet of a captured row with its raw answer, and the answer with the account and the time. */
function inexactWallets(row: CapturedRow): string[] {
  return WALLET_IDS.flatMap((wallet) => {
    const [amounts, error] = [row.balances[wallet], row.walletErrors?.[wallet]];
    if (!amounts) return error ? [] : [`${wallet} has neither amounts nor an error`];
    if (error) return [`${wallet} has both amounts and an error`];
    const held = parseWallet(wallet, gunzipSync(row.raw[wallet] ?? ''));
    if (!equalAmounts(amounts, held)) return [`${wallet} differs from the answer`];
    // Some injected answers of optional endpoints are valid and empty: nothing in them is marked.
    if (wallet !== REQUIRED_WALLET && held?.size === 0) return [];
    const owner = ownerOf(held, wallet);
    if (owner?.account !== row.account) return [`${wallet} holds the balance of ${owner?.account}`];
    if (Math.abs(owner.at - Date.parse(row.capturedAt)) > 10_000)
      return [`${wallet} was read at ${owner.at}`];
    return owner.at < Date.parse(row.slot) - 1000 ? [`${wallet} is older than the slot`] : [];
  });
}
