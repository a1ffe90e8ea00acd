/** Makes a captured row fit into a DynamoDB item: raw answers are left out before anything that was read. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshallRow } from './marshall';
import {
  type CapturedRow,
  PRICES_ENDPOINT,
  REQUIRED_WALLET,
  TOTALS_ENDPOINT,
  type WalletError,
  type WalletId,
} from './row';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1024;

const TOO_LARGE: WalletError = {
  reason: 'invalid-response',
  message: 'The answer is too large for a row of 400 KB.',
};

/**
 * The row, unless it is too large. Then, as far as it has to be, without raw answers: the largest optional one first, that
 * of `spot` last; and then without optional wallets, which become errors. Nothing of `spot` but its raw answer is left out.
 */
export function fitRow(row: CapturedRow): CapturedRow {
  let fitted = row;
  while (itemBytes(fitted) > MAX_ITEM_BYTES) {
    const smaller = withoutLargestAnswer(fitted) ?? withoutLargestWallet(fitted);
    if (!smaller) break;
    fitted = smaller;
  }
  return fitted;
}

function withoutLargestAnswer(row: CapturedRow): CapturedRow | undefined {
  const [first] = Object.entries(row.raw)
    .map(([endpoint, bytes]) => ({ endpoint, size: endpoint === REQUIRED_WALLET ? -1 : bytes.length }))
    .sort((a, b) => b.size - a.size);
  if (!first) return undefined;
  const { [first.endpoint]: _, ...raw } = row.raw;
  return { ...row, raw, rawOmitted: [...(row.rawOmitted ?? []), first.endpoint].sort() };
}

/** Prices and sources of its assets stay: they are no larger than those of the other wallets. */
function withoutLargestWallet(row: CapturedRow): CapturedRow | undefined {
  const [largest] = Object.entries(row.balances)
    .filter(([wallet, assets]) => wallet !== REQUIRED_WALLET && Object.keys(assets).length > 0)
    .map(([wallet, assets]) => ({ wallet: wallet as WalletId, size: JSON.stringify(assets).length }))
    .sort((a, b) => b.size - a.size);
  if (largest) {
    const { [largest.wallet]: _, ...balances } = row.balances;
    return { ...row, balances, walletErrors: { ...row.walletErrors, [largest.wallet]: TOO_LARGE } };
  }
  const { prices, priceSources, exchangeTotals, ...rest } = row;
  if (!prices && !exchangeTotals) return undefined;
  const walletErrors = { ...row.walletErrors, [PRICES_ENDPOINT]: TOO_LARGE, [TOTALS_ENDPOINT]: TOO_LARGE };
  return { ...rest, walletErrors };
}

/** An upper bound of the item's size. */
const itemBytes = (row: CapturedRow) => mapBytes(marshallRow(row));

const mapBytes = (map: Record<string, AttributeValue>) =>
  Object.entries(map).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + 1 + attributeBytes(value),
    3,
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function attributeBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 2;
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return mapBytes(value.M);
  return (value.L ?? []).reduce((sum, element) => sum + 1 + attributeBytes(element), 3);
}
