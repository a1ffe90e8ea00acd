/** Reads what a statement is made from: the captured row at a moment, and how complete the year around it is. */
import { Temporal } from '@js-temporal/polyfill';
import { CommandError } from '../../cli/errors';
import { inZone } from '../../cli/time';
import { firstRow, lastCapturedRow, readStatuses } from '../../history/read';
import { readStoredRow } from '../../history/stored-row';
import { slotTime, toSlot } from '../../schedule/slot';
import { selectAccounts } from '../accounts';
import { noCapturedSlot, staleness } from '../balances';
import type { Filter, ReportContext } from '../context';
import { findGaps } from '../gaps';
import { readSlots, watching } from '../read-slots';
import { rowProblems } from '../row-problems';
import { readKeyCheck } from './parse-check';
import { buildStatement, isCaptured, type Statement, type StatementRequest, type Year } from './statement';

export type StatementFilter = Pick<Filter, 'accounts'> & {
  /** Epoch ms. */
  at: number;
  timezone: string;
  /** The file with the result of an account check. */
  check?: string;
};

/**
 * Throws a `CommandError` for a moment in the future, for one without a captured slot at or before it, and for a check that
 * does not say what the account's key may do.
 */
export async function readStatement(context: ReportContext, filter: StatementFilter): Promise<Statement> {
  const [at, madeAt] = [toSlot(filter.at), toSlot(context.now)];
  if (at > madeAt) throw new CommandError(`--at must not be in the future, got ${at}; it is ${madeAt}.`, 2);
  const account = await onlyAccount(context, filter);
  const key = filter.check === undefined ? null : readKeyCheck(filter.check, account);
  const request = { account, at, timezone: filter.timezone, madeAt };
  const [year, slot] = await Promise.all([readYear(context, request), slotAt(context, request)]);
  const stored = slot === undefined ? undefined : await readStoredRow(context.table, account, slot);
  if (!stored || !isCaptured(stored)) throw new CommandError(noCapturedSlot(account, at));
  const warning = staleness(account, at, madeAt, stored.row);
  if (warning) context.warn(warning);
  return buildStatement(request, stored, year, key);
}

/** A statement is about one account. */
async function onlyAccount(context: ReportContext, filter: StatementFilter): Promise<string> {
  const [account, ...others] = await selectAccounts(context, filter);
  if (account !== undefined && others.length === 0) return account;
  throw new CommandError('A statement is about one account; name it by --account.', 2);
}

/** The last captured slot at or before the moment; undefined if there is none. */
export async function slotAt(
  context: ReportContext,
  { account, at }: StatementRequest,
): Promise<string | undefined> {
  const problems = rowProblems(account, context.warn);
  const row = await lastCapturedRow(watching(context, problems), account, at);
  problems.report();
  return row?.slot;
}

/** As it was when the statement was made, but for rows that were written later. */
export async function readYear(context: ReportContext, request: StatementRequest): Promise<Year> {
  const { account, madeAt } = request;
  const known = { ...context, now: slotTime(madeAt) };
  const [{ from, to, slots }, first] = await Promise.all([
    readSlots(known, account, yearAround(request), (range) => readStatuses(context.table, account, range)),
    firstRow(context.table, account),
  ]);
  const { due, captured, failed, missing, completeness } = await findGaps(account, from, to, slots);
  return { from, to, historyFrom: first?.slot ?? null, due, captured, failed, missing, completeness };
}

/** The first and last second of the moment's calendar year in its zone, no later than the statement; epoch ms. */
function yearAround({ at, timezone, madeAt }: StatementRequest): { from: number; to: number } {
  const { year } = inZone(slotTime(at), timezone);
  const startOf = (year: number) =>
    new Temporal.PlainDate(year, 1, 1).toZonedDateTime(timezone).epochMilliseconds;
  return { from: startOf(year), to: Math.min(startOf(year + 1) - 1000, slotTime(madeAt)) };
}
