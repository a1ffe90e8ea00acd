/** Writes the row of a run and returns its outcome: captured, failed, or captured already by another run. */
import { gzipSync } from 'node:zlib';
import type { SuccessfulReading, WalletBalances } from '../bingx/types';
import { boundFailure, MAX_RAW_BYTES } from '../history/limits';
import { encodeForLog, NOT_STORED } from '../history/log-fallback';
import { defined } from '../history/marshall';
import { type CapturedRow, type Failure, REQUIRED_WALLET } from '../history/row';
import { ROW_VERSION } from '../history/table';
import { DEFAULT_TIMEZONE } from '../schedule/defaults';
import { slotTime } from '../schedule/slot';
import type { SnapshotDependencies } from './dependencies';
import { type ErrorDetails, errorDetails } from './error-details';
import type { SnapshotRequest } from './event';
import { type FailureReason, FINAL_REASONS, type Outcome } from './outcome';

export type RequiredReading = SuccessfulReading<WalletBalances>;
export type FailedRun = Omit<Failure, 'at' | 'reason'> & {
  reason: FailureReason;
  clockSkewMs?: number;
  raw?: Uint8Array;
};

export async function saveRow(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  reading: RequiredReading,
  row: CapturedRow,
): Promise<Outcome> {
  const { account, slot } = request;
  try {
    const written = await dependencies.history.record(row);
    if (written !== 'written') return { outcome: 'already-captured', account, slot };
  } catch (error) {
    return logUnsavedRow(request, dependencies, reading, row, errorDetails(error, dependencies.redaction()));
  }
  dependencies.log.info('Snapshot captured', {
    account,
    slot,
    assets: assetCount(row),
    requests: reading.attempts,
    delayMs: reading.answeredAt - slotTime(slot),
    ...defined({ clockSkewMs: reading.clockSkewMs, walletErrors: reasonsOf(row) }),
  });
  return captured(row);
}

const captured = (row: CapturedRow): Outcome => ({
  outcome: 'captured',
  account: row.account,
  slot: row.slot,
  assets: assetCount(row),
  ...defined({ walletErrors: reasonsOf(row) }),
});

/** Of the required wallet. */
const assetCount = ({ balances }: CapturedRow) => Object.keys(balances[REQUIRED_WALLET] ?? {}).length;

const reasonsOf = ({ walletErrors }: CapturedRow) =>
  walletErrors &&
  Object.fromEntries(Object.entries(walletErrors).map(([endpoint, { reason }]) => [endpoint, reason]));

/** A balance that was read must not be lost because the table is unavailable: the complete row goes to the log. */
async function logUnsavedRow(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  { attempts, clockSkewMs }: RequiredReading,
  row: CapturedRow,
  error: ErrorDetails,
): Promise<Outcome> {
  for (const unstored of encodeForLog(row)) dependencies.log.error(NOT_STORED, { unstored, error });
  const reason = 'history-unavailable';
  const message = `DynamoDB did not take the snapshot (${error.name}); it is in the log.`;
  const outcome = await fail(request, dependencies, {
    reason,
    message,
    attempts,
    ...defined({ clockSkewMs }),
  });
  if (outcome.outcome !== 'already-captured') return outcome;
  // The slot is captured: by this run, where only the responses to its writes were lost. Another write finds out.
  try {
    return (await dependencies.history.record(row)) === 'written' ? captured(row) : outcome;
  } catch {
    const { account, slot } = request;
    return { outcome: 'failed', account, slot, reason, message, recorded: false };
  }
}

export async function fail(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  run: FailedRun,
): Promise<Outcome> {
  const { account, slot } = request;
  const { clockSkewMs, raw, reason, ...said } = run;
  const { at, ...failure } = boundFailure({
    reason,
    ...said,
    at: new Date(dependencies.clock()).toISOString(),
  });
  const { code, message } = failure;
  let recorded = true;
  try {
    const written = await dependencies.history.record(
      {
        ...rowCommon(request, dependencies, clockSkewMs),
        status: 'failed',
        failure: { ...failure, at },
        ...defined({ raw: raw && { [REQUIRED_WALLET]: truncateRaw(raw) } }),
      },
      replacing(reason),
    );
    if (written === 'already-captured') return { outcome: 'already-captured', account, slot };
  } catch (error) {
    recorded = false;
    const details = errorDetails(error, dependencies.redaction());
    dependencies.log.error('Failure not recorded', { account, slot, reason, error: details });
  }
  dependencies.log.error('Snapshot failed', { account, slot, failure, ...defined({ clockSkewMs }) });
  return { outcome: 'failed', account, slot, reason, message, ...defined({ code }), recorded };
}

/** Which rows of its slot a failure leaves as they are, beside captured ones. */
function replacing(reason: FailureReason) {
  // An earlier failure explains the slot better than the lateness of a retry.
  if (reason === 'too-late') return { onlyIfAbsent: true };
  // It leads to a captured balance in the log, which no other row does.
  if (reason === 'history-unavailable') return {};
  return { keptReasons: FINAL_REASONS };
}

/** The failed answer, gzipped: all of it, or a prefix that is certain to fit into a row. */
function truncateRaw(raw: Uint8Array): Uint8Array {
  const full = gzipSync(raw);
  return full.length <= MAX_RAW_BYTES ? full : gzipSync(raw.subarray(0, MAX_RAW_BYTES));
}

export function rowCommon(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  clockSkewMs: number | undefined,
) {
  const { account, slot, schedule, timezone } = request;
  return {
    account,
    slot,
    ...defined({
      schedule,
      timezone: timezone === DEFAULT_TIMEZONE ? undefined : timezone,
      clockSkewMs,
      expiresAt: dependencies.retentionDays && slotTime(slot) / 1000 + dependencies.retentionDays * 86_400,
    }),
    version: ROW_VERSION,
  };
}
