/** Partial reads of rows: the projection expressions for DynamoDB, and parsing of the items they return. */
import { exactAmount } from './amount';
import type { Holdings as Balances, CapturedRow, FailedRow, Failure } from './row';

type Common = { slot: string; schedule?: string; timezone?: string };

/** A row without its amounts: whether its slot was captured or failed. */
export type StatusRow = Common &
  (Pick<CapturedRow, 'status' | 'capturedAt'> | Pick<FailedRow, 'status' | 'failure'>);

/** A row with its amounts. In a projection of some assets, the others are absent, which does not mean zero. */
export type BalanceRow = CapturedBalanceRow | (Common & Pick<FailedRow, 'status' | 'failure'>);
export type CapturedBalanceRow = Common & Pick<CapturedRow, 'status' | 'capturedAt'> & { balances: Balances };

/**
 * The failure reason of a row that cannot be read: its version is unknown, or a value is invalid. The balances at its slot
 * are as unknown as after a failure, so it is returned as a failed row.
 */
export const UNREADABLE_ROW = 'unreadable-row';

/** The wallets of this version of a row: the attribute path of an asset contains its wallet. */
export const WALLETS = ['spot'] as const;

/** What to read of each captured row: its status alone, all balances, or the balances of some assets. */
export type Projection = 'status' | 'balances' | { assets: readonly string[] };

export type ProjectionExpression = { expression: string; names: Record<string, string> };

/** The DynamoDB projection expression. Names are placeholders, because an asset's name may be a reserved word. */
export function projectionExpression(projection: Projection): ProjectionExpression {
  const attributes = ['slot', 'status', 'schedule', 'timezone', 'capturedAt', 'failure', 'version'];
  if (projection !== 'status') attributes.push('balances');
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  const paths = Object.keys(names);
  if (typeof projection === 'object') {
    paths.pop();
    WALLETS.forEach((wallet, w) => {
      names[`#w${w}`] = wallet;
      projection.assets.forEach((asset, a) => {
        names[`#a${a}`] = asset;
        paths.push(`#balances.#w${w}.#a${a}`);
      });
    });
  }
  return { expression: paths.join(', '), names };
}

/**
 * A filter that leaves out captured rows without a map for each wallet, for projections of less than all balances. An
 * asset that such a projection does not return is zero in a row with the map and unknown in one without it, and the
 * projected item does not show which.
 */
export const HAS_WALLETS = {
  expression: `#status <> :captured OR (${WALLETS.map((_, w) => `attribute_type(#balances.#w${w}, :map)`).join(' AND ')})`,
  names: { '#balances': 'balances', ...Object.fromEntries(WALLETS.map((wallet, w) => [`#w${w}`, wallet])) },
  values: { ':captured': 'captured', ':map': 'M' },
};

/** DynamoDB's JSON, in which every value is an object whose only key is its type. */
export type JsonItem = { [attribute: string]: JsonValue | undefined };
type JsonValue = { S?: string; N?: string; M?: JsonItem };

class UnreadableRow extends Error {
  override name = 'UnreadableRow';
}

/** Reads the balances of a row, by its version. A version without an entry is unknown. */
const BALANCE_READERS: { readonly [version: string]: (item: JsonItem, projection: Projection) => Balances } =
  {
    '1': readBalances,
  };

/**
 * Parses an item. Never throws for any item: a row that cannot be read is returned as failed with `UNREADABLE_ROW`. The
 * slot is the sort key as it is, even if it is not a time. The row reuses the maps of the item, which must not be used
 * afterwards.
 */
export function parseItem(item: JsonItem, projection: Projection): BalanceRow {
  const common: Common = { slot: item.slot?.S ?? '' };
  if (item.schedule) common.schedule = textOrJson(item.schedule);
  if (item.timezone) common.timezone = textOrJson(item.timezone);
  try {
    return { ...common, ...readResult(item, projection) };
  } catch (error) {
    if (!(error instanceof UnreadableRow)) throw error;
    const failure = { reason: UNREADABLE_ROW, message: error.message, at: '', attempts: 0 };
    return { ...common, status: 'failed', failure };
  }
}

type Result =
  | Pick<CapturedBalanceRow, 'status' | 'capturedAt' | 'balances'>
  | Pick<FailedRow, 'status' | 'failure'>;

function readResult(item: JsonItem, projection: Projection): Result {
  const version = item.version?.N ?? '';
  const readVersion = Object.hasOwn(BALANCE_READERS, version) ? BALANCE_READERS[version] : undefined;
  if (!readVersion) {
    const known = Object.keys(BALANCE_READERS).join(', ');
    throw new UnreadableRow(`version must be ${known}, got ${quote(item.version)}.`);
  }
  switch (item.status?.S) {
    case 'captured':
      return {
        status: 'captured',
        capturedAt: readCapturedAt(item),
        balances: readVersion(item, projection),
      };
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

function readBalances({ balances }: JsonItem, projection: Projection): Balances {
  if (projection === 'status') return {};
  const wallets = balances?.M;
  // The projected item of a row with none of the assets has no balances; see `HAS_WALLETS`.
  if (typeof projection === 'object') return { ...noAssets(), ...(wallets && readWallets(wallets)) };
  if (!wallets) throw new UnreadableRow(`balances must be a map, got ${quote(balances)}.`);
  const missing = WALLETS.find((wallet) => wallets[wallet] === undefined);
  if (missing) throw new UnreadableRow(`balances must name the wallet ${missing}.`);
  return readWallets(wallets);
}

const noAssets = (): Balances => Object.fromEntries(WALLETS.map((wallet) => [wallet, {}]));

/**
 * A year of hourly slots with 50 assets has almost a million amounts. The parsed map of assets is therefore changed in
 * place: V8 adds that many properties to a new object far more slowly than `JSON.parse` creates them.
 */
function readWallets(wallets: JsonItem): Balances {
  // No prototype: a wallet may have any name, `constructor` too.
  const balances: Balances = Object.create(null);
  for (const wallet in wallets) {
    const held = wallets[wallet]?.M;
    if (!held) throw new UnreadableRow(`balances.${wallet} must be a map, got ${quote(wallets[wallet])}.`);
    // No prototype: an asset that is not held must be absent, even if its name is "constructor".
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

/** The optional texts of a failure. */
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

/** A value of another type as JSON, which is not a valid schedule or time zone and is refused by their parsers. */
const textOrJson = (value: JsonValue): string => value.S ?? JSON.stringify(value);

const MAX_QUOTED = 60;

/** A value for a message, truncated: a row may have 400 KB. */
function quote(value: JsonValue | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
