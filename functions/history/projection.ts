/** What a reader sees of a row: the attributes to ask DynamoDB for, and the answer's items as values. */
import { exactAmount } from './amount';
import type { Holdings as Balances, CapturedRow, FailedRow, Failure } from './row';

type Common = { slot: string; schedule?: string; timezone?: string };

/** A row without its amounts: how each slot ended. */
export type StatusRow = Common &
  (Pick<CapturedRow, 'status' | 'capturedAt'> | Pick<FailedRow, 'status' | 'failure'>);

/** A row with its amounts. Where only some assets were asked for, the others are absent and not zero. */
export type BalanceRow = CapturedBalanceRow | (Common & Pick<FailedRow, 'status' | 'failure'>);
export type CapturedBalanceRow = Common & Pick<CapturedRow, 'status' | 'capturedAt'> & { balances: Balances };

/**
 * The reason of a row that is there and cannot be read: its version is unknown, or a value is not what it must be. What
 * was held at its slot is as unknown as after a failure, so it is read as one.
 */
export const UNREADABLE_ROW = 'unreadable-row';

/** The wallets of this layout of a row: needed where single assets are asked for, whose paths name their wallet. */
export const WALLETS = ['spot'] as const;

/** What to read of each captured row: nothing but its status, every balance, or some assets' balances. */
export type Projection = 'status' | 'balances' | { assets: readonly string[] };

export type ProjectionExpression = { expression: string; names: Record<string, string> };

/** The projection for what is wanted; names are placeholders, so that no asset's name can be a reserved word. */
export function projectionExpression(wanted: Projection): ProjectionExpression {
  const attributes = ['slot', 'status', 'schedule', 'timezone', 'capturedAt', 'failure', 'version'];
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

/**
 * Leaves captured rows out of an answer without all balances that have no map of each wallet. What such an answer does not
 * hold is zero in a row with the map and unknown in one without, and nothing in the answer itself would tell which.
 */
export const HAS_WALLETS = {
  expression: `#status <> :captured OR (${WALLETS.map((_, w) => `attribute_type(#balances.#w${w}, :map)`).join(' AND ')})`,
  names: { '#balances': 'balances', ...Object.fromEntries(WALLETS.map((wallet, w) => [`#w${w}`, wallet])) },
  values: { ':captured': 'captured', ':map': 'M' },
};

/** DynamoDB's JSON, where every value is an object whose one key says its type. */
export type JsonItem = { [attribute: string]: JsonValue | undefined };
type JsonValue = { S?: string; N?: string; M?: JsonItem };

class UnreadableRow extends Error {
  override name = 'UnreadableRow';
}

/** How the balances of each version of a row are read. A version that is not here is unknown. */
const BALANCE_READERS: { readonly [version: string]: (item: JsonItem, wanted: Projection) => Balances } = {
  '1': readBalances,
};

/**
 * A row that cannot be read is one that failed, by `UNREADABLE_ROW`; it never throws, whatever the item holds. The slot is
 * what the key says, even where that is no time. The item's own maps become the row's: who gives an item away does not
 * look at it again.
 */
export function parseItem(item: JsonItem, wanted: Projection): BalanceRow {
  const common: Common = { slot: item.slot?.S ?? '' };
  if (item.schedule) common.schedule = textOrJson(item.schedule);
  if (item.timezone) common.timezone = textOrJson(item.timezone);
  try {
    return { ...common, ...readResult(item, wanted) };
  } catch (error) {
    if (!(error instanceof UnreadableRow)) throw error;
    const failure = { reason: UNREADABLE_ROW, message: error.message, at: '', attempts: 0 };
    return { ...common, status: 'failed', failure };
  }
}

type Result =
  | Pick<CapturedBalanceRow, 'status' | 'capturedAt' | 'balances'>
  | Pick<FailedRow, 'status' | 'failure'>;

function readResult(item: JsonItem, wanted: Projection): Result {
  const version = item.version?.N ?? '';
  const readVersion = Object.hasOwn(BALANCE_READERS, version) ? BALANCE_READERS[version] : undefined;
  if (!readVersion) {
    const known = Object.keys(BALANCE_READERS).join(', ');
    throw new UnreadableRow(`version must be ${known}, got ${quote(item.version)}.`);
  }
  switch (item.status?.S) {
    case 'captured':
      return { status: 'captured', capturedAt: readCapturedAt(item), balances: readVersion(item, wanted) };
    case 'failed':
      return { status: 'failed', failure: readFailure(item.failure?.M) };
    default:
      throw new UnreadableRow(`status must be captured or failed, got ${quote(item.status)}.`);
  }
}

function readCapturedAt({ capturedAt }: JsonItem): string {
  const text = capturedAt?.S ?? '';
  if (!/^\d{4}-/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new UnreadableRow(`capturedAt must be a time, got ${quote(capturedAt)}.`);
  }
  return text;
}

function readBalances({ balances }: JsonItem, wanted: Projection): Balances {
  if (wanted === 'status') return {};
  const wallets = balances?.M;
  // A row that holds none of the assets that were asked for has no balances in the answer; see `HAS_WALLETS`.
  if (typeof wanted === 'object') return { ...noAssets(), ...(wallets && readWallets(wallets)) };
  if (!wallets) throw new UnreadableRow(`balances must be a map, got ${quote(balances)}.`);
  const missing = WALLETS.find((wallet) => wallets[wallet] === undefined);
  if (missing) throw new UnreadableRow(`balances must name the wallet ${missing}.`);
  return readWallets(wallets);
}

const noAssets = (): Balances => Object.fromEntries(WALLETS.map((wallet) => [wallet, {}]));

/**
 * A year of hourly slots with 50 assets comes through here with almost a million amounts. So the map of a wallet's assets
 * is filled anew and not made anew: V8 builds an object with that many names far more slowly than `JSON.parse` does.
 */
function readWallets(wallets: JsonItem): Balances {
  // Without a prototype, a wallet of any name is only itself.
  const balances: Balances = Object.create(null);
  for (const wallet in wallets) {
    const held = wallets[wallet]?.M;
    if (!held) throw new UnreadableRow(`balances.${wallet} must be a map, got ${quote(wallets[wallet])}.`);
    // Without a prototype, an asset that is not held is absent, even if it is called "constructor".
    const assets: JsonItem & Balances[string] = Object.setPrototypeOf(held, null);
    for (const asset in assets) {
      const holding = assets[asset]?.M;
      assets[asset] = { free: parseAmount(holding?.free), locked: parseAmount(holding?.locked) };
    }
    balances[wallet] = assets;
  }
  return balances;
}

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

function parseAmount(value: JsonValue | undefined): string {
  const text = value?.N ?? '';
  const exact = PLAIN.test(text) ? text : exactAmount(text);
  if (exact === undefined) throw new UnreadableRow(`An amount must be a number, got ${quote(value)}.`);
  return exact;
}

/** The texts of a failure that may be absent. */
const OPTIONAL_TEXTS = ['code', 'egressIp', 'retryAt'] as const;

function readFailure(failure: JsonItem = {}): Failure {
  const read: Failure = {
    reason: failure.reason?.S ?? 'unknown',
    message: failure.message?.S ?? '',
    at: failure.at?.S ?? '',
    attempts: Number(failure.attempts?.N ?? 0),
  };
  for (const name of OPTIONAL_TEXTS) {
    const text = failure[name]?.S;
    if (text !== undefined) read[name] = text;
  }
  return read;
}

/** What is not a text is shown as what it is: no schedule reads like that, so it is refused where it is read. */
const textOrJson = (value: JsonValue): string => value.S ?? JSON.stringify(value);

const MAX_QUOTED = 60;

/** A value for a message, cut: a row may hold 400 KB. */
function quote(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
