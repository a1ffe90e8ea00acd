/** Partial reads of rows: the projection expressions for DynamoDB, and parsing of the items they return. */
import { exactAmount } from './amount';
import {
  type Balances,
  type CapturedRow,
  type FailedRow,
  type Failure,
  REQUIRED_WALLET,
  WALLET_AMOUNTS,
  WALLET_IDS,
  type WalletError,
  type WalletId,
} from './row';

type Common = { slot: string; schedule?: string; timezone?: string };

/** A row without its amounts: whether its slot was captured or failed. */
export type StatusRow = Common &
  (Pick<CapturedRow, 'status' | 'capturedAt'> | Pick<FailedRow, 'status' | 'failure'>);

/** A row with its amounts, prices and totals: all but the exchange's raw answers. */
export type BalanceRow = CapturedBalanceRow | (Common & Pick<FailedRow, 'status' | 'failure'>);
export type CapturedBalanceRow = Common & Pick<CapturedRow, 'status' | 'capturedAt' | 'balances'> & Details;

type Details = Pick<CapturedRow, 'walletErrors' | 'prices' | 'priceSources' | 'pricedAt' | 'exchangeTotals'>;

/**
 * The failure reason of a row that cannot be read: its version is unknown, or a value is invalid. The balances at its slot
 * are as unknown as after a failure, so it is returned as a failed row.
 */
export const UNREADABLE_ROW = 'unreadable-row';

/** What to read of each captured row: its status alone, or its balances with all that reports show of them. */
export type Projection = 'status' | 'balances';

const STATUS_ATTRIBUTES = ['slot', 'status', 'schedule', 'timezone', 'capturedAt', 'failure', 'version'];
const DETAIL_ATTRIBUTES = ['walletErrors', 'prices', 'priceSources', 'pricedAt', 'exchangeTotals'];

export type ProjectionExpression = { expression: string; names: Record<string, string> };

/** The DynamoDB projection expression. Names are placeholders, because some are reserved words. */
export function projectionExpression(projection: Projection): ProjectionExpression {
  const attributes =
    projection === 'status' ? STATUS_ATTRIBUTES : [...STATUS_ATTRIBUTES, 'balances', ...DETAIL_ATTRIBUTES];
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  return { expression: Object.keys(names).join(', '), names };
}

/**
 * A filter that leaves out captured rows without a map for the required wallet: they are unreadable, which the status alone
 * does not show.
 */
export const HAS_REQUIRED_WALLET = {
  expression: '#status <> :captured OR attribute_type(#balances.#wallet, :map)',
  names: { '#balances': 'balances', '#wallet': REQUIRED_WALLET },
  values: { ':captured': 'captured', ':map': 'M' },
};

/** DynamoDB's JSON, in which every value is an object whose only key is its type. */
export type JsonItem = { [attribute: string]: JsonValue | undefined };
type JsonValue = { S?: string; N?: string; M?: JsonItem };

class UnreadableRow extends Error {
  override name = 'UnreadableRow';
}

/** Reads what a captured row holds, by its version. A version without an entry is unknown. */
const DETAIL_READERS: {
  readonly [version: string]: (item: JsonItem) => Pick<CapturedBalanceRow, 'balances'> & Details;
} = {
  '1': (item) => ({ balances: readBalances(item) }),
  '2': (item) => ({ balances: readBalances(item), ...readDetails(item) }),
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

type Result = Omit<CapturedBalanceRow, keyof Common> | Pick<FailedRow, 'status' | 'failure'>;

function readResult(item: JsonItem, projection: Projection): Result {
  const version = item.version?.N ?? '';
  const readVersion = Object.hasOwn(DETAIL_READERS, version) ? DETAIL_READERS[version] : undefined;
  if (!readVersion) {
    const known = Object.keys(DETAIL_READERS).join(', ');
    throw new UnreadableRow(`version must be ${known}, got ${quote(item.version)}.`);
  }
  switch (item.status?.S) {
    case 'captured': {
      const capturedAt = readCapturedAt(item);
      if (projection === 'status') return { status: 'captured', capturedAt, balances: {} };
      return { status: 'captured', capturedAt, ...readVersion(item) };
    }
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

function readBalances({ balances }: JsonItem): Balances {
  const wallets = balances?.M;
  if (!wallets) throw new UnreadableRow(`balances must be a map, got ${quote(balances)}.`);
  if (wallets[REQUIRED_WALLET] === undefined) {
    throw new UnreadableRow(`balances must name the wallet ${REQUIRED_WALLET}.`);
  }
  for (const wallet in wallets) {
    if (!isWalletId(wallet))
      throw new UnreadableRow(`balances names the unknown wallet ${quoteText(wallet)}.`);
  }
  const read: Record<string, Record<string, Record<string, string>>> = {};
  // In one order: DynamoDB does not keep that of a map.
  for (const wallet of WALLET_IDS) {
    const stored = wallets[wallet];
    if (stored === undefined) continue;
    if (!stored.M) throw new UnreadableRow(`balances.${wallet} must be a map, got ${quote(stored)}.`);
    read[wallet] = readAssets(stored.M, WALLET_AMOUNTS[wallet]);
  }
  return read as Balances;
}

const isWalletId = (name: string): name is WalletId => Object.hasOwn(WALLET_AMOUNTS, name);

/**
 * A year of hourly slots with 50 assets has almost a million amounts. The parsed map of assets is therefore changed in
 * place: V8 adds that many properties to a new object far more slowly than `JSON.parse` creates them.
 */
function readAssets(held: JsonItem, names: readonly string[]): Record<string, Record<string, string>> {
  // No prototype: an asset that is not held must be absent, even if its name is "constructor".
  const assets: Record<string, JsonValue | Record<string, string> | undefined> = Object.setPrototypeOf(
    held,
    null,
  );
  for (const asset in assets) {
    const stored = (assets[asset] as JsonValue).M;
    const amounts: Record<string, string> = {};
    for (const name of names) amounts[name] = parseAmount(stored?.[name]);
    assets[asset] = amounts;
  }
  return assets as Record<string, Record<string, string>>;
}

/** The attributes of version 2 beside the balances; each is absent where the row has none. */
function readDetails(item: JsonItem): Details {
  const details: Details = {};
  if (item.walletErrors?.M) details.walletErrors = mapValues(sortKeys(item.walletErrors.M), readWalletError);
  if (item.prices?.M) details.prices = mapValues(item.prices.M, parseAmount);
  if (item.priceSources?.M) details.priceSources = mapValues(item.priceSources.M, (value) => value.S ?? '');
  if (item.pricedAt?.S) details.pricedAt = item.pricedAt.S;
  if (item.exchangeTotals?.M) {
    details.exchangeTotals = mapValues(sortKeys(item.exchangeTotals.M), parseAmount);
  }
  return details;
}

const sortKeys = (map: JsonItem): JsonItem =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** No prototype in the result: an asset may be called "constructor". */
function mapValues<T>(map: JsonItem, read: (value: JsonValue) => T): Record<string, T> {
  const values: Record<string, T> = Object.create(null);
  for (const name in map) values[name] = read(map[name] as JsonValue);
  return values;
}

const readWalletError = ({ M: error }: JsonValue): WalletError => ({
  reason: error?.reason?.S ?? 'unknown',
  ...(error?.code?.S !== undefined && { code: error.code.S }),
  message: error?.message?.S ?? '',
});

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
  return value === undefined ? 'nothing' : quoteText(JSON.stringify(value));
}

function quoteText(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
}
