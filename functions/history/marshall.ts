/** Converts rows to DynamoDB items and back: the only definition of the attributes' types, in both versions. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { exactAmount } from './amount';
import {
  type Balances,
  type CapturedRow,
  type FailedRow,
  type Failure,
  type RawAnswers,
  REQUIRED_WALLET,
  type Row,
  type WalletError,
} from './row';

export type Item = Record<string, AttributeValue>;

/** Amounts in `row` must be exact (see `exactAmount`): DynamoDB refuses what it cannot hold, it never rounds. */
export function marshallRow(row: Row): Item {
  return defined({
    account: text(row.account),
    slot: text(row.slot),
    status: text(row.status),
    schedule: text(row.schedule),
    timezone: text(row.timezone),
    clockSkewMs: number(row.clockSkewMs),
    expiresAt: number(row.expiresAt),
    version: number(row.version),
    raw: row.raw && rawAttribute(row.raw, row.version),
    ...(row.status === 'captured'
      ? capturedAttributes(row)
      : { failure: { M: failureAttributes(row.failure) } }),
  });
}

const capturedAttributes = (row: CapturedRow) => ({
  capturedAt: text(row.capturedAt),
  balances: map<Record<string, Record<string, string>>>(row.balances, (assets) =>
    map(assets, (amounts) => map(amounts, amount)),
  ),
  walletErrors: mapOf(row.walletErrors, (error) => map(defined(error), (value) => ({ S: value }))),
  prices: mapOf(row.prices, amount),
  priceSources: mapOf(row.priceSources, (source) => ({ S: source })),
  pricedAt: text(row.pricedAt),
  exchangeTotals: mapOf(row.exchangeTotals, amount),
  rawOmitted: row.rawOmitted && { L: row.rawOmitted.map((endpoint) => ({ S: endpoint })) },
});

/** The item in DynamoDB's own JSON, as `aws dynamodb put-item --item` and table exports have it: bytes as base64. */
export function toDynamoJson(row: Row): Record<string, unknown> {
  const { raw, ...item } = marshallRow(row);
  return { ...item, ...(raw && { raw: raw.M ? { M: mapValues(raw.M, base64) } : base64(raw) }) };
}

const base64 = ({ B = new Uint8Array() }: AttributeValue) => ({ B: Buffer.from(B).toString('base64') });

/** Reads an item; attributes outside a projection are absent. Throws if it is not a row. */
export function unmarshallRow(item: Item): Row {
  const shared = defined({
    account: item.account?.S,
    slot: item.slot?.S,
    schedule: item.schedule?.S,
    timezone: item.timezone?.S,
    clockSkewMs: integerOf(item.clockSkewMs),
    expiresAt: integerOf(item.expiresAt),
    version: integerOf(item.version),
    raw: readRaw(item.raw),
  });
  switch (item.status?.S) {
    case 'captured':
      return {
        ...shared,
        status: 'captured',
        capturedAt: item.capturedAt?.S,
        balances: readBalances(item.balances),
        ...defined({
          walletErrors: mapFrom(item.walletErrors, readWalletError),
          prices: mapFrom(item.prices, readAmount),
          priceSources: mapFrom(item.priceSources, readText),
          pricedAt: item.pricedAt?.S,
          exchangeTotals: mapFrom(item.exchangeTotals, readAmount),
          rawOmitted: readOmitted(item),
        }),
      } as CapturedRow;
    case 'failed':
      return { ...shared, status: 'failed', failure: readFailure(item.failure) } as FailedRow;
    default:
      throw new Error(
        `The status of row ${item.account?.S} ${item.slot?.S} must be captured or failed, got ${item.status?.S}.`,
      );
  }
}

const text = (value: string | undefined) => (value === undefined ? undefined : { S: value });
const number = (value: number | undefined) => (value === undefined ? undefined : { N: String(value) });
const integerOf = (value: AttributeValue | undefined) =>
  value?.N === undefined ? undefined : Number(value.N);
const amount = (value: string) => ({ N: value });

/** Without the entries that are undefined: an absent attribute is absent, never NULL. */
export function defined<T extends Record<string, unknown>>(entries: T) {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T as undefined extends T[K] ? never : K]: T[K];
  } & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };
}

/** Entries with a prototype key such as `__proto__` stay entries. */
const mapValues = <A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const map = <A>(record: Record<string, A>, change: (value: A) => AttributeValue): AttributeValue.MMember => ({
  M: mapValues(record, change),
});

const mapOf = <A>(record: Record<string, A> | undefined, change: (value: A) => AttributeValue) =>
  record && map(record, change);

const mapFrom = <A>(attribute: AttributeValue | undefined, read: (value: AttributeValue) => A) =>
  attribute?.M && mapValues(attribute.M, read);

const rawAttribute = (raw: RawAnswers, version: number): AttributeValue =>
  version === 1 ? { B: raw[REQUIRED_WALLET] ?? new Uint8Array() } : map(raw, (bytes) => ({ B: bytes }));

/** The raw answers of a row of either version, and the endpoints whose answer was left out. */
export const unmarshallAnswers = (item: Item): { raw: RawAnswers; rawOmitted: string[] } => ({
  raw: readRaw(item.raw) ?? {},
  rawOmitted: readOmitted(item) ?? [],
});

const readOmitted = ({ rawOmitted }: Item) => rawOmitted?.L?.map(readText);

function readRaw(raw: AttributeValue | undefined): RawAnswers | undefined {
  if (raw?.B) return { [REQUIRED_WALLET]: raw.B };
  return mapFrom(raw, ({ B = new Uint8Array() }) => B);
}

/** Which amounts a wallet must have depends on its id; a row was checked when it was written. */
const readBalances = (balances: AttributeValue | undefined) =>
  mapValues(balances?.M ?? {}, (wallet) =>
    mapValues(wallet.M ?? {}, (amounts) => mapValues(amounts.M ?? {}, readAmount)),
  ) as Balances;

function readAmount(value: AttributeValue): string {
  const exact = exactAmount(value.N ?? '');
  if (exact === undefined)
    throw new Error(`An amount in a row must be a number, got ${JSON.stringify(value)}.`);
  return exact;
}

const readText = ({ S = '' }: AttributeValue) => S;
const readWalletError = ({ M = {} }: AttributeValue) => mapValues(M, readText) as WalletError;

const failureAttributes = ({ attempts, ...texts }: Failure): Item =>
  defined({ ...mapValues(texts, text), attempts: number(attempts) }) as Item;

function readFailure(failure: AttributeValue | undefined): Failure {
  const { attempts, ...texts } = failure?.M ?? {};
  return { ...mapValues(texts, (value) => value.S), attempts: integerOf(attempts) } as Failure;
}
