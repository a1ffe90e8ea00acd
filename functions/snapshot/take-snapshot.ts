/** Takes one snapshot and writes its row: one account, one slot. */
import { gzipSync } from 'node:zlib';
import type { Redaction } from '../bingx/redaction';
import type {
  AccountReading,
  Credentials,
  Exchange,
  FailedReading,
  GetCredentials,
  SuccessfulReading,
  WalletBalances,
} from '../bingx/types';
import { fitRow } from '../history/fit-row';
import { boundFailure, MAX_RAW_BYTES } from '../history/limits';
import { encodeForLog, NOT_STORED } from '../history/log-fallback';
import { defined } from '../history/marshall';
import { type CapturedRow, type Failure, REQUIRED_WALLET } from '../history/row';
import { ROW_VERSION } from '../history/table';
import type { History } from '../history/write';
import { slotTime } from '../schedule/slot';
import { accountAttributes, inexactMessage } from './captured-row';
import { type ErrorDetails, errorDetails } from './error-details';
import { DEFAULT_TIMEZONE, type SnapshotRequest } from './event';
import { checkLateness } from './lateness';
import type { FailureReason, Outcome } from './outcome';

export type Log = {
  info(message: string, details: Record<string, unknown>): void;
  warn(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
};

export type SnapshotDependencies = {
  clock: () => number;
  getCredentials: GetCredentials;
  exchange: Exchange;
  history: History;
  log: Log;
  /** For every key that was read so far. */
  redaction: () => Redaction;
  /** Epoch ms, on `clock`, at which requests to the exchange must have ended so that the row can still be written. */
  deadline: number;
  retentionDays?: number;
};

type RequiredReading = SuccessfulReading<WalletBalances>;
type FailedRun = Omit<Failure, 'at' | 'reason'> & {
  reason: FailureReason;
  clockSkewMs?: number;
  raw?: Uint8Array;
};

/**
 * Takes the requested snapshot and writes its row. Every failure is an outcome with a row of its own, an unexpected error
 * too.
 */
export async function takeSnapshot(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
): Promise<Outcome> {
  try {
    return await runSnapshot(request, dependencies);
  } catch (error) {
    return fail(request, dependencies, unexpected(error, dependencies));
  }
}

async function runSnapshot(request: SnapshotRequest, dependencies: SnapshotDependencies): Promise<Outcome> {
  const startedAt = dependencies.clock();
  const clockSync = dependencies.exchange.syncClock(dependencies.deadline);
  // A run that is late by our clock sends no further request until the exchange's clock has shown that ours is wrong.
  const seemsOnTime = checkLateness(request, startedAt) === undefined;
  const [clockSkewMs, cachedOrRead] = await Promise.all([
    clockSync,
    seemsOnTime ? dependencies.getCredentials() : undefined,
  ]);
  const lateness = checkLateness(request, startedAt, clockSkewMs);
  if (lateness) return fail(request, dependencies, { ...lateness, attempts: 0 });

  const credentials = cachedOrRead ?? (await dependencies.getCredentials());
  if ('reason' in credentials) {
    return fail(request, dependencies, { ...credentials, attempts: 0, ...defined({ clockSkewMs }) });
  }

  const account = await readAccount(request, dependencies, credentials);
  const reading = account.required;
  if (reading.kind === 'failed') return fail(request, dependencies, failureOf(reading));

  // An error before the successful answer may have carried the exchange's time where it could not be measured before.
  const { attempts, raw } = reading;
  const lateAfterAll = checkLateness(request, startedAt, reading.clockSkewMs);
  if (lateAfterAll) return fail(request, dependencies, { ...lateAfterAll, attempts, raw });

  const attributes = accountAttributes(reading.value, account);
  if ('inexact' in attributes) return fail(request, dependencies, inexactAmount(reading, attributes.inexact));

  const row: CapturedRow = {
    ...rowCommon(request, dependencies, reading.clockSkewMs),
    status: 'captured',
    capturedAt: new Date(reading.answeredAt).toISOString(),
    ...attributes,
  };
  return saveRow(request, dependencies, reading, fitRow(row));
}

function unexpected(error: unknown, { redaction }: SnapshotDependencies): FailedRun {
  const { name, message } = errorDetails(error, redaction());
  return {
    reason: 'internal-error',
    message: `The run failed unexpectedly (${name}): ${message}`,
    attempts: 0,
  };
}

function readAccount(
  { wallets }: SnapshotRequest,
  { exchange, getCredentials, deadline }: SnapshotDependencies,
  credentials: Credentials,
): Promise<AccountReading> {
  const optional = wallets.filter((wallet) => wallet !== REQUIRED_WALLET);
  return exchange.readAccount({ credentials, getCredentials, deadline, wallets: optional });
}

function failureOf({ kind, retryAt, ...reading }: FailedReading): FailedRun {
  return { ...reading, ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }) };
}

function inexactAmount(reading: RequiredReading, asset: string): FailedRun {
  return {
    reason: 'invalid-response',
    message: inexactMessage(asset),
    attempts: reading.attempts,
    raw: reading.raw,
    ...defined({ clockSkewMs: reading.clockSkewMs }),
  };
}

async function saveRow(
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

/** A balance that was read must not be lost because the table is unavailable: the whole row goes to the log. */
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

async function fail(
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
      // An earlier failure explains the slot better than the lateness of a retry.
      { onlyIfAbsent: reason === 'too-late' },
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

/** The failed answer, gzipped: all of it, or a prefix that is certain to fit into a row. */
function truncateRaw(raw: Uint8Array): Uint8Array {
  const whole = gzipSync(raw);
  return whole.length <= MAX_RAW_BYTES ? whole : gzipSync(raw.subarray(0, MAX_RAW_BYTES));
}

function rowCommon(
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
