/** What a reader sees of a row: the attributes to ask DynamoDB for, and the answer's items as values. */
import { exactAmount } from './amount';
import type { Balances, CapturedRow, FailedRow, Failure } from './row';

type Common = { slot: string; schedule?: string; timezone?: string };

/** A row without its amounts: how each slot ended. */
export type StatusRow = Common &
  (Pick<CapturedRow, 'status' | 'capturedAt'> | Pick<FailedRow, 'status' | 'failure'>);

/** A row with its amounts. Where only some assets were asked for, the others are absent and not zero. */
export type BalanceRow = CapturedBalanceRow | (Common & Pick<FailedRow, 'status' | 'failure'>);
export type CapturedBalanceRow = Common & Pick<CapturedRow, 'status' | 'capturedAt' | 'balances'>;

/** The wallets of this layout of a row: needed where single assets are asked for, whose paths name their wallet. */
export const WALLETS = ['spot'] as const;

/** What to read of each captured row: nothing but its status, every balance, or some assets' balances. */
export type Wanted = 'status' | 'balances' | { assets: readonly string[] };

export type Projection = { expression: string; names: Record<string, string> };

/** The projection for what is wanted; names are placeholders, so that no asset's name can be a reserved word. */
export function projection(wanted: Wanted): Projection {
  const attributes = ['slot', 'status', 'schedule', 'timezone', 'capturedAt', 'failure'];
  if (wanted !== 'status') attributes.push('balances');
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  const paths = Object.keys(names);
  if (typeof wanted === 'object') {
    paths.pop();
    WALLETS.forEach((wallet, w) => {
      names[`#w${w}`] = wallet;
      wanted.assets.forEach((asset, a) => {
        names[`#a${a}`] = asset;
        paths.push(`#balances.#w${w}.#a${a}`);
      });
    });
  }
  return { expression: paths.join(', '), names };
}

/** DynamoDB's JSON, where every value is an object whose one key says its type. */
export type JsonItem = { [attribute: string]: JsonValue | undefined };
type JsonValue = { S?: string; N?: string; M?: JsonItem };

/** The item's own maps become the row's: who gives an item away does not look at it again. */
export function seenItem(item: JsonItem): BalanceRow {
  const common: Common = { slot: item.slot?.S ?? '' };
  if (item.schedule?.S) common.schedule = item.schedule.S;
  if (item.timezone?.S) common.timezone = item.timezone.S;
  const status = item.status?.S;
  if (status === 'captured') {
    const capturedAt = item.capturedAt?.S ?? '';
    return { ...common, status, capturedAt, balances: seenBalances(item.balances?.M) };
  }
  if (status === 'failed') return { ...common, status, failure: seenFailure(item.failure?.M) };
  throw new Error(`The row of slot ${common.slot} has the status "${status}"; it wants captured or failed`);
}

/**
 * A year of hourly slots with 50 assets comes through here with almost a million amounts. So the map of a wallet's assets
 * is filled anew and not made anew: V8 builds an object with that many names far more slowly than `JSON.parse` does.
 */
function seenBalances(wallets: JsonItem = {}): Balances {
  const balances: Balances = {};
  for (const wallet in wallets) {
    // Without a prototype, an asset that is not held is absent, even if it is called "constructor".
    const assets: JsonItem & Balances[string] = Object.setPrototypeOf(wallets[wallet]?.M ?? {}, null);
    for (const asset in assets) {
      const holding = assets[asset]?.M;
      assets[asset] = { free: amount(holding?.free), locked: amount(holding?.locked) };
    }
    balances[wallet] = assets;
  }
  return balances;
}

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

function amount(value: JsonValue | undefined): string {
  const text = value?.N ?? '';
  const exact = PLAIN.test(text) ? text : exactAmount(text);
  if (exact === undefined) throw new Error(`A row holds ${JSON.stringify(value)} where an amount belongs`);
  return exact;
}

function seenFailure(failure: JsonItem = {}): Failure {
  const { attempts, ...texts } = failure;
  const read = Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, value?.S]));
  return { reason: 'unknown', message: '', ...read, attempts: Number(attempts?.N ?? 0) } as Failure;
}
