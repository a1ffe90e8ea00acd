/** Converts the readings of an account to the attributes of a captured row: amounts, prices, totals, errors, raw answers. */
import { gzipSync } from 'node:zlib';
import type { AccountReading, OptionalError, WalletBalances } from '../bingx/types';
import { exactAmount } from '../history/amount';
import { defined } from '../history/marshall';
import {
  type Balances,
  type CapturedRow,
  REQUIRED_WALLET,
  TOTALS_ENDPOINT,
  type WalletError,
} from '../history/row';

type AccountAttributes = Pick<
  CapturedRow,
  'balances' | 'walletErrors' | 'prices' | 'priceSources' | 'pricedAt' | 'exchangeTotals' | 'raw'
>;

type ExactWallet = { assets: Record<string, Record<string, string>> } | { inexact: string };

/**
 * `inexact` is an asset of the required wallet with an amount that DynamoDB cannot hold. Such an amount elsewhere is an
 * error of its endpoint alone.
 */
export function accountAttributes(
  required: WalletBalances,
  account: AccountReading,
): AccountAttributes | { inexact: string } {
  const spot = exactWallet(required);
  if ('inexact' in spot) return spot;

  const balances: Record<string, Record<string, Record<string, string>>> = {
    [REQUIRED_WALLET]: spot.assets,
  };
  const errors: Record<string, WalletError> = Object.fromEntries(
    Object.entries(account.errors).map(([endpoint, error]) => [endpoint, walletError(error)]),
  );
  for (const [wallet, read] of Object.entries(account.wallets)) {
    const exact = exactWallet(read);
    if ('inexact' in exact) errors[wallet] = inexactError(exact.inexact);
    else balances[wallet] = exact.assets;
  }
  const totals = exactTotals(account.totals);
  if (totals && 'inexact' in totals) errors[TOTALS_ENDPOINT] = inexactError(totals.inexact);

  const { prices, priceSources, pricedAt } = account.pricesOf(heldAssets(balances));
  return {
    // The parser of each wallet gives the amounts that the row has for it.
    balances: balances as Balances,
    raw: Object.fromEntries(Object.entries(account.answers).map(([id, body]) => [id, gzipSync(body)])),
    ...defined({
      walletErrors: unlessEmpty(errors),
      prices: unlessEmpty(prices),
      priceSources: unlessEmpty(priceSources),
      pricedAt: pricedAt === undefined ? undefined : new Date(pricedAt).toISOString(),
      exchangeTotals: totals && 'exact' in totals ? totals.exact : undefined,
    }),
  };
}

function exactWallet({ assets }: WalletBalances): ExactWallet {
  const held: [string, Record<string, string>][] = [];
  for (const { asset, ...amounts } of assets) {
    const exact = exactAmounts(amounts);
    if (!exact) return { inexact: asset };
    held.push([asset, exact]);
  }
  return { assets: Object.fromEntries(held) };
}

function exactTotals(
  totals: Record<string, string> | undefined,
): { exact: Record<string, string> } | { inexact: string } | undefined {
  if (!totals) return undefined;
  const exact = exactAmounts(totals);
  const inexact = Object.keys(totals).find((type) => exactAmount(totals[type] ?? '') === undefined);
  return exact ? { exact } : { inexact: inexact ?? '' };
}

/** Undefined where one of them cannot be stored exactly. */
function exactAmounts(amounts: Record<string, string>): Record<string, string> | undefined {
  const entries = Object.entries(amounts).map(([name, text]) => [name, exactAmount(text)] as const);
  return entries.every((entry): entry is readonly [string, string] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}

const heldAssets = (balances: Record<string, Record<string, unknown>>) =>
  new Set(Object.values(balances).flatMap((assets) => Object.keys(assets)));

const walletError = ({ reason, code, message }: OptionalError): WalletError => ({
  reason,
  ...(code !== undefined && { code }),
  message,
});

const inexactError = (name: string): WalletError => ({
  reason: 'invalid-response',
  message: inexactMessage(name),
});

export const inexactMessage = (name: string) =>
  `The amount of ${name} cannot be stored exactly: DynamoDB keeps 38 digits.`;

const unlessEmpty = <T extends object>(record: T) => (Object.keys(record).length > 0 ? record : undefined);
