/** Recomputes the amounts of a row from the exchange's raw answers, by the parsers that wrote the row. */
import { parseStoredTotals, parseStoredWallet } from '../../bingx/stored-answer';
import { exactAmount } from '../../history/amount';
import { MAX_RAW_BYTES } from '../../history/limits';
import { REQUIRED_WALLET, TOTALS_ENDPOINT, WALLET_IDS } from '../../history/row';
import { type Difference, differences } from './compare';
import { unpackAnswer } from './raw-answer';
import type { CapturedStoredRow } from './statement';

/** `differences`: `stated` is the row's amount, `found` the answer's. */
export type Recomputed = { endpoint: string } & (
  | { result: 'agrees' }
  | { result: 'not kept'; message: string }
  | { result: 'differs'; message: string }
  | { result: 'differs'; differences: Difference[] }
);

/** For each wallet of the row, for the exchange's totals, and for each kept answer of a wallet that the row lacks. */
export function recomputeAmounts(stored: CapturedStoredRow): Recomputed[] {
  const { balances, exchangeTotals, walletErrors = {} } = stored.row;
  const ofWallets = WALLET_IDS.flatMap((wallet): Recomputed[] => {
    const parse = (body: Uint8Array) => amountsOf(wallet, body);
    if (balances[wallet]) return [recompute(stored, wallet, balances[wallet], parse)];
    if (!stored.raw[wallet] || walletErrors[wallet]) return [];
    return [
      { endpoint: wallet, result: 'differs', message: 'The answer is kept, but the row has no such wallet.' },
    ];
  });
  if (!exchangeTotals) return ofWallets;
  return [...ofWallets, recompute(stored, TOTALS_ENDPOINT, exchangeTotals, totalsOf)];
}

type Amounts = { amounts: unknown } | { fault: string };

function recompute(
  stored: CapturedStoredRow,
  endpoint: string,
  ofRow: object,
  parse: (body: Uint8Array) => Amounts,
): Recomputed {
  const packed = Object.hasOwn(stored.raw, endpoint) ? stored.raw[endpoint] : undefined;
  if (!packed) return withoutAnswer(stored, endpoint);
  const body = unpackAnswer(packed);
  if (!body) return { endpoint, result: 'differs', message: 'The answer in the row cannot be unpacked.' };
  const parsed = parse(body);
  if ('fault' in parsed) {
    if (isTruncated(body)) return { endpoint, result: 'not kept', message: 'The answer was truncated.' };
    return { endpoint, result: 'differs', message: `The answer cannot be parsed: ${parsed.fault}` };
  }
  const found = differences('', ofRow, parsed.amounts);
  return found.length === 0
    ? { endpoint, result: 'agrees' }
    : { endpoint, result: 'differs', differences: found };
}

function withoutAnswer({ rawOmitted, version }: CapturedStoredRow, endpoint: string): Recomputed {
  if (rawOmitted.includes(endpoint)) {
    return { endpoint, result: 'not kept', message: 'The row had no room for the answer.' };
  }
  if (version === 1 && endpoint !== REQUIRED_WALLET) {
    return { endpoint, result: 'not kept', message: 'Rows of version 1 keep the answer of spot alone.' };
  }
  return { endpoint, result: 'differs', message: 'The answer is missing, and the row does not say why.' };
}

/** Longer answers were cut to this length, which leaves no JSON. */
const isTruncated = (body: Uint8Array) => body.length === MAX_RAW_BYTES && !isJson(body);

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(body).toString());
    return true;
  } catch {
    return false;
  }
}

function amountsOf(wallet: (typeof WALLET_IDS)[number], body: Uint8Array): Amounts {
  const parsed = parseStoredWallet(wallet, body);
  if ('fault' in parsed) return parsed;
  const assets = parsed.value.assets.map(({ asset, ...amounts }) => [asset, toExact(amounts)] as const);
  return { amounts: Object.fromEntries(assets) };
}

function totalsOf(body: Uint8Array): Amounts {
  const parsed = parseStoredTotals(body);
  return 'fault' in parsed ? parsed : { amounts: toExact(parsed.value) };
}

/** As rows have them; an amount that a row cannot hold stays as it is. */
const toExact = (amounts: Record<string, string>) =>
  Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, exactAmount(text) ?? text]));
