/** Verifies a statement against the history: hashes, amounts from the raw answers, worth, and all else that it states. */
import { CommandError } from '../../cli/errors';
import { PRICES_ENDPOINT } from '../../history/row';
import { readStoredRow } from '../../history/stored-row';
import type { ReportContext } from '../context';
import { columnsOf, type ReportKind, textColumns, textTable, toObject } from '../report';
import { type Difference, differences, entriesOf } from './compare';
import type { StatedDocument } from './parse-statement';
import { readYear, slotAt } from './read-statement';
import { type Recomputed, recomputeAmounts } from './recompute';
import { buildStatement, type CapturedStoredRow, isCaptured, type Statement, type Year } from './statement';

/** `not kept`: the history does not have what it would be verified with. */
export type Check = { part: string; result: 'agrees' | 'differs' | 'not kept'; message: string };

export type Verification = { account: string; slot: string; agrees: boolean; checks: Check[] };

/** `madeAt` and `key` are not verified: the history does not know them. */
export async function verifyStatement(context: ReportContext, stated: StatedDocument): Promise<Verification> {
  const { account, slot } = stated;
  const checks = await checksOf(context, stated);
  return { account, slot, agrees: checks.every(({ result }) => result !== 'differs'), checks };
}

async function checksOf(context: ReportContext, stated: StatedDocument): Promise<Check[]> {
  const { account, slot } = stated;
  const stored = await readStoredRow(context.table, account, slot);
  if (!stored) return [differs('row', `The history has no row of ${account} at ${slot}.`)];
  const { row } = stored;
  if (!isCaptured(stored)) {
    const reason = row.status === 'failed' ? `${row.failure.reason}: ${row.failure.message}` : row.status;
    return [differs('row', `The row of ${account} at ${slot} is not captured: ${reason}`)];
  }
  const request = requestOf(stated);
  const [year, lastSlot] = await Promise.all([readYear(context, request), slotAt(context, request)]);
  return [
    // Balances of another slot, such as a better one, would be exact as well.
    ...compare('slot', slot, lastSlot),
    ...verifyAgainstRow(stated, stored, year),
  ];
}

/** All but whether the row is the one of the moment. */
export const verifyAgainstRow = (stated: StatedDocument, stored: CapturedStoredRow, year: Year): Check[] => [
  ...compareParts(stated, buildStatement(requestOf(stated), stored, year)),
  ...recomputeAmounts(stored).flatMap(amountChecks),
  ...priceChecks(stored.row.prices),
  ...keyChecks(stated.key),
];

const requestOf = ({ account, at, timezone, madeAt }: StatedDocument) => ({ account, at, timezone, madeAt });

/** Compared by what was asked for, or as a part of its own; `key` is not from the history. */
const NOT_COMPARED = new Set(['account', 'at', 'timezone', 'madeAt', 'slot', 'key']);

/** A check for each part of the statement; of lists of wallets and answers, one for each element. */
function compareParts(stated: StatedDocument, found: Statement): Check[] {
  const [left, right] = [entriesOf(stated), entriesOf(found)];
  return union(right, left)
    .filter((key) => !NOT_COMPARED.has(key))
    .flatMap((key) => comparePart(key, left.get(key), right.get(key)));
}

function comparePart(key: string, stated: unknown, found: unknown): Check[] {
  if (!Array.isArray(stated) || !Array.isArray(found) || !found.some(isNamed)) {
    return compare(key, stated, found);
  }
  const [left, right] = [entriesOf(stated), entriesOf(found)];
  return union(right, left).flatMap((name) => compare(`${key}.${name}`, left.get(name), right.get(name)));
}

const isNamed = (element: unknown) => typeof element === 'object';

const union = (...maps: Map<string, unknown>[]) => [...new Set(maps.flatMap((map) => [...map.keys()]))];

function compare(part: string, stated: unknown, found: unknown): Check[] {
  const different = differences(part, stated, found);
  if (different.length === 0) return [{ part, result: 'agrees', message: '' }];
  return different.map(({ path, ...values }) =>
    differs(path, `statement ${valueText(values.stated)}, history ${valueText(values.found)}`),
  );
}

function amountChecks(recomputed: Recomputed): Check[] {
  const part = `amounts.${recomputed.endpoint}`;
  const { result } = recomputed;
  if (result === 'agrees') return [{ part, result, message: '' }];
  if ('message' in recomputed) return [{ part, result, message: recomputed.message }];
  return recomputed.differences.map((difference) => amountDiffers(part, difference));
}

const amountDiffers = (part: string, { path, stated, found }: Difference) =>
  differs(`${part}.${path}`, `row ${valueText(stated)}, raw answer ${valueText(found)}`);

const priceChecks = (prices: object | undefined): Check[] =>
  prices
    ? [
        {
          part: `prices.${PRICES_ENDPOINT}`,
          result: 'not kept',
          message: 'The prices are those of the row; rows have no room for the answer with all prices.',
        },
      ]
    : [];

/** Statements of earlier versions have none. */
const keyChecks = (key: unknown): Check[] =>
  key === undefined || key === null
    ? []
    : [
        {
          part: 'key',
          result: 'not kept',
          message: 'Not verifiable from the row: it is the result of an account check.',
        },
      ];

const differs = (part: string, message: string): Check => ({ part, result: 'differs', message });

const MAX_TEXT = 100;

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'unknown';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

const COLUMNS = columnsOf<Check>({ part: 'text', result: 'text', message: 'text' });

export const verificationReport: ReportKind<Verification, Check> = {
  toJson: ({ checks, ...verification }) => [
    { ...verification, checks: checks.map((check) => toObject(COLUMNS, check)) },
  ],
  toLines: ({ checks }) => checks,
  columns: COLUMNS,
  toTables: (verifications) =>
    verifications.map(({ account, slot, checks }) =>
      textTable(textColumns(COLUMNS, 'part', 'result', 'message'), checks, `${account} at ${slot}`),
    ),
};

/** Throws where something differs, so that the command fails. */
export function throwIfDifferent(path: string, { agrees, checks }: Verification): void {
  if (agrees) return;
  const count = checks.filter(({ result }) => result === 'differs').length;
  throw new CommandError(`${path} differs from the history in ${count} ${count === 1 ? 'point' : 'points'}.`);
}
