/** Takes one snapshot and writes its row: one account, one slot. */
import { gzipSync } from 'node:zlib';
import type { Redaction } from '../bingx/redaction';
import type { AssetBalance, BalanceReading, Credentials, Exchange, GetCredentials } from '../bingx/types';
import { exactAmount } from '../history/amount';
import { boundFailure, MAX_RAW_BYTES } from '../history/limits';
import { encodeForLog, NOT_STORED } from '../history/log-fallback';
import { type CapturedRow, type Failure, type Holding, REQUIRED_WALLET } from '../history/row';
import { ROW_VERSION } from '../history/table';
import type { History } from '../history/write';
import { slotTime } from '../schedule/slot';
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

type AnsweredReading = Extract<BalanceReading, { kind: 'answered' }>;
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
    return fail(request, dependencies, { ...credentials, attempts: 0, ...optional({ clockSkewMs }) });
  }

  const reading = await readBalances(dependencies, credentials);
  if (reading.kind === 'failed') return fail(request, dependencies, failureOf(reading));

  // An error before the successful answer may have carried the exchange's time where it could not be measured before.
  const { attempts, raw } = reading;
  const lateAfterAll = checkLateness(request, startedAt, reading.clockSkewMs);
  if (lateAfterAll) return fail(request, dependencies, { ...lateAfterAll, attempts, raw });

  const holdings = exactHoldings(reading.balances);
  if ('inexact' in holdings) return fail(request, dependencies, inexactAmount(reading, holdings.inexact));

  return saveRow(request, dependencies, reading, holdings.held);
}

function unexpected(error: unknown, { redaction }: SnapshotDependencies): FailedRun {
  const { name, message } = errorDetails(error, redaction());
  return {
    reason: 'internal-error',
    message: `The run failed unexpectedly (${name}): ${message}`,
    attempts: 0,
  };
}

function readBalances(dependencies: SnapshotDependencies, credentials: Credentials): Promise<BalanceReading> {
  return dependencies.exchange.readSpotBalances({
    credentials,
    getCredentials: dependencies.getCredentials,
    deadline: dependencies.deadline,
  });
}

function failureOf({ kind, retryAt, ...reading }: Extract<BalanceReading, { kind: 'failed' }>): FailedRun {
  return { ...reading, ...(retryAt === undefined ? {} : { retryAt: new Date(retryAt).toISOString() }) };
}

function inexactAmount(reading: AnsweredReading, asset: string): FailedRun {
  return {
    reason: 'invalid-response',
    message: `The amount of ${asset} cannot be held exactly: DynamoDB keeps 38 digits.`,
    attempts: reading.attempts,
    raw: reading.raw,
    ...optional({ clockSkewMs: reading.clockSkewMs }),
  };
}

/** Without the assets whose amounts are both zero: in a captured row an absent asset is zero. */
function exactHoldings(balances: AssetBalance[]): { held: Record<string, Holding> } | { inexact: string } {
  const held: [string, Holding][] = [];
  for (const { asset, ...written } of balances) {
    const free = exactAmount(written.free);
    const locked = exactAmount(written.locked);
    if (free === undefined || locked === undefined) return { inexact: asset };
    if (free !== '0' || locked !== '0') held.push([asset, { free, locked }]);
  }
  return { held: Object.fromEntries(held) };
}

async function saveRow(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  reading: AnsweredReading,
  spot: Record<string, Holding>,
): Promise<Outcome> {
  const { account, slot } = request;
  const row: CapturedRow = {
    ...rowCommon(request, dependencies, reading.clockSkewMs),
    status: 'captured',
    capturedAt: new Date(reading.answeredAt).toISOString(),
    balances: { spot },
    raw: { [REQUIRED_WALLET]: gzipSync(reading.raw) },
  };
  try {
    const written = await dependencies.history.record(row);
    if (written !== 'written') return { outcome: 'already-captured', account, slot };
  } catch (error) {
    return logUnsavedRow(request, dependencies, reading, row, errorDetails(error, dependencies.redaction()));
  }
  dependencies.log.info('Snapshot captured', {
    account,
    slot,
    assets: Object.keys(spot).length,
    requests: reading.attempts,
    delayMs: reading.answeredAt - slotTime(slot),
    ...optional({ clockSkewMs: reading.clockSkewMs }),
  });
  return captured(request, row);
}

const captured = ({ account, slot }: SnapshotRequest, { balances }: CapturedRow): Outcome => ({
  outcome: 'captured',
  account,
  slot,
  assets: Object.keys(balances.spot ?? {}).length,
});

/** A balance that was read must not be lost because the table is unavailable: the whole row goes to the log. */
async function logUnsavedRow(
  request: SnapshotRequest,
  dependencies: SnapshotDependencies,
  { attempts, clockSkewMs }: AnsweredReading,
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
    ...optional({ clockSkewMs }),
  });
  if (outcome.outcome !== 'already-captured') return outcome;
  // The slot is captured: by this run, where only the responses to its writes were lost. Another write finds out.
  try {
    return (await dependencies.history.record(row)) === 'written' ? captured(request, row) : outcome;
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
        ...optional({ raw: raw && { [REQUIRED_WALLET]: truncateRaw(raw) } }),
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
  dependencies.log.error('Snapshot failed', { account, slot, failure, ...optional({ clockSkewMs }) });
  return { outcome: 'failed', account, slot, reason, message, ...optional({ code }), recorded };
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
    ...optional({
      schedule,
      timezone: timezone === DEFAULT_TIMEZONE ? undefined : timezone,
      clockSkewMs,
      expiresAt: dependencies.retentionDays && slotTime(slot) / 1000 + dependencies.retentionDays * 86_400,
    }),
    version: ROW_VERSION,
  };
}

/** Drops what is undefined, so that an absent attribute is absent. */
function optional<T extends Record<string, unknown>>(values: T) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
