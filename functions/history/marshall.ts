/** A row as a DynamoDB item, and an item as a row: the one place that knows how attributes are typed. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { exactAmount } from './amount';
import type { Balances, CapturedRow, FailedRow, Failure, Row } from './row';

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
    raw: row.raw && { B: row.raw },
    ...(row.status === 'captured'
      ? { capturedAt: text(row.capturedAt), balances: { M: mapValues(row.balances, walletAttribute) } }
      : { failure: { M: failureAttributes(row.failure) } }),
  });
}

/** The item in DynamoDB's own JSON, as `aws dynamodb put-item --item` and table exports have it: bytes as base64. */
export function toDynamoJson(row: Row): Record<string, unknown> {
  return { ...marshallRow(row), ...(row.raw && { raw: { B: Buffer.from(row.raw).toString('base64') } }) };
}

/** Reads an item; attributes that were not asked for (a projection) are absent. Throws on what is not a row. */
export function unmarshallRow(item: Item): Row {
  const shared = defined({
    account: item.account?.S,
    slot: item.slot?.S,
    schedule: item.schedule?.S,
    timezone: item.timezone?.S,
    clockSkewMs: wholeNumber(item.clockSkewMs),
    expiresAt: wholeNumber(item.expiresAt),
    version: wholeNumber(item.version),
    raw: item.raw?.B,
  });
  switch (item.status?.S) {
    case 'captured':
      return {
        ...shared,
        status: 'captured',
        capturedAt: item.capturedAt?.S,
        balances: readBalances(item.balances),
      } as CapturedRow;
    case 'failed':
      return { ...shared, status: 'failed', failure: readFailure(item.failure) } as FailedRow;
    default:
      throw new Error(
        `The row ${item.account?.S} ${item.slot?.S} has the status ${item.status?.S}; it wants captured or failed`,
      );
  }
}

const text = (value: string | undefined) => (value === undefined ? undefined : { S: value });
const number = (value: number | undefined) => (value === undefined ? undefined : { N: String(value) });
const wholeNumber = (value: AttributeValue | undefined) =>
  value?.N === undefined ? undefined : Number(value.N);

/** Without the entries that are undefined: an absent attribute is absent, never NULL. */
function defined<T extends Record<string, unknown>>(entries: T) {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

const walletAttribute = (wallet: Balances[string]): AttributeValue => ({
  M: mapValues(wallet, ({ free, locked }) => ({ M: { free: { N: free }, locked: { N: locked } } })),
});

function readBalances(balances: AttributeValue | undefined): Balances {
  return mapValues(balances?.M ?? {}, (wallet) =>
    mapValues(wallet.M ?? {}, ({ M: holding }) => ({
      free: readAmount(holding?.free),
      locked: readAmount(holding?.locked),
    })),
  );
}

function readAmount(amount: AttributeValue | undefined): string {
  const exact = exactAmount(amount?.N ?? '');
  if (exact === undefined) throw new Error(`A row holds ${JSON.stringify(amount)} where an amount belongs`);
  return exact;
}

const failureAttributes = ({ attempts, ...texts }: Failure): Item =>
  defined({ ...mapValues(texts, text), attempts: number(attempts) }) as Item;

function readFailure(failure: AttributeValue | undefined): Failure {
  const { attempts, ...texts } = failure?.M ?? {};
  return { ...mapValues(texts, (value) => value.S), attempts: wholeNumber(attempts) } as Failure;
}
