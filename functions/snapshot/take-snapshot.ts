/** The job, told as a story: one account, one slot, one row. */
import { gzipSync } from 'node:zlib';
import type { Redaction } from '../bingx/redaction';
import type { AssetBalance, BalanceReading, Credentials, Exchange } from '../bingx/types';
import { exactAmount } from '../history/amount';
import { boundFailure, MAX_RAW_BYTES } from '../history/limits';
import { encodeForLog, NOT_STORED } from '../history/log-fallback';
import { type CapturedRow, type Failure, type Holding, REQUIRED_WALLET } from '../history/row';
import { ROW_VERSION } from '../history/table';
import type { History } from '../history/write';
import { slotTime } from '../schedule/slot';
import type { Secrets } from './credentials';
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
  secrets: Secrets;
  exchange: Exchange;
  history: History;
  log: Log;
  /** Knows every key that was read until now. */
  redaction: () => Redaction;
  /** Epoch ms, on `clock`, at which asking must have ended so that the row can still be written. */
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
 * Takes the snapshot that `job` asks for and writes its row. Every failure is an outcome with its own row, also where
 * something was thrown that nobody expected.
 */
export async function takeSnapshot(job: SnapshotRequest, parts: SnapshotDependencies): Promise<Outcome> {
  try {
    return await runSnapshot(job, parts);
  } catch (error) {
    return fail(job, parts, unexpected(error, parts));
  }
}

async function runSnapshot(job: SnapshotRequest, parts: SnapshotDependencies): Promise<Outcome> {
  const startedAt = parts.clock();
  const clockSync = parts.exchange.syncClock(parts.deadline);
  // Where the run seems to be late, the exchange's clock has to say otherwise before anything else is asked.
  const seemsOnTime = checkLateness(job, startedAt) === undefined;
  const [clockSkewMs, readAhead] = await Promise.all([
    clockSync,
    seemsOnTime ? parts.secrets.read(job.secretId) : undefined,
  ]);
  const offTime = checkLateness(job, startedAt, clockSkewMs);
  if (offTime) return fail(job, parts, { ...offTime, attempts: 0 });

  const credentials = readAhead ?? (await parts.secrets.read(job.secretId));
  if ('reason' in credentials) {
    return fail(job, parts, { ...credentials, attempts: 0, ...optional({ clockSkewMs }) });
  }

  const reading = await readBalances(job, parts, credentials);
  if (reading.kind === 'failed') return fail(job, parts, failureOf(reading));

  // Where its clock could not be measured before, a refusal on the way to the answer may have told it.
  const { attempts, raw } = reading;
  const lateAfterAll = checkLateness(job, startedAt, reading.clockSkewMs);
  if (lateAfterAll) return fail(job, parts, { ...lateAfterAll, attempts, raw });

  const holdings = exactHoldings(reading.balances);
  if ('inexact' in holdings) return fail(job, parts, inexactAmount(reading, holdings.inexact));

  return saveRow(job, parts, reading, holdings.held);
}

function unexpected(error: unknown, { redaction }: SnapshotDependencies): FailedRun {
  const { name, message } = errorDetails(error, redaction());
  return {
    reason: 'internal-error',
    message: `The run failed unexpectedly (${name}): ${message}`,
    attempts: 0,
  };
}

function readBalances(
  job: SnapshotRequest,
  parts: SnapshotDependencies,
  credentials: Credentials,
): Promise<BalanceReading> {
  return parts.exchange.readSpotBalances({
    credentials,
    rotatedCredentials: () => parts.secrets.refresh(job.secretId),
    deadline: parts.deadline,
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

/** What is held: assets of which both amounts are zero are left out; in a captured row an absent asset is zero. */
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
  job: SnapshotRequest,
  parts: SnapshotDependencies,
  reading: AnsweredReading,
  spot: Record<string, Holding>,
): Promise<Outcome> {
  const { account, slot } = job;
  const row: CapturedRow = {
    ...rowCommon(job, parts, reading.clockSkewMs),
    status: 'captured',
    capturedAt: new Date(reading.answeredAt).toISOString(),
    balances: { spot },
    raw: { [REQUIRED_WALLET]: gzipSync(reading.raw) },
  };
  try {
    const written = await parts.history.record(row);
    if (written !== 'written') return { outcome: 'already-captured', account, slot };
  } catch (error) {
    return logUnsavedRow(job, parts, reading, row, errorDetails(error, parts.redaction()));
  }
  parts.log.info('Snapshot captured', {
    account,
    slot,
    assets: Object.keys(spot).length,
    requests: reading.attempts,
    delayMs: reading.answeredAt - slotTime(slot),
    ...optional({ clockSkewMs: reading.clockSkewMs }),
  });
  return captured(job, row);
}

const captured = ({ account, slot }: SnapshotRequest, { balances }: CapturedRow): Outcome => ({
  outcome: 'captured',
  account,
  slot,
  assets: Object.keys(balances.spot ?? {}).length,
});

/** A balance that is in hand must not be lost because the table is away: the log takes the whole row. */
async function logUnsavedRow(
  job: SnapshotRequest,
  parts: SnapshotDependencies,
  { attempts, clockSkewMs }: AnsweredReading,
  row: CapturedRow,
  error: ErrorDetails,
): Promise<Outcome> {
  for (const unstored of encodeForLog(row)) parts.log.error(NOT_STORED, { unstored, error });
  const reason = 'history-unavailable';
  const message = `DynamoDB did not take the snapshot (${error.name}); the log holds it.`;
  const outcome = await fail(job, parts, { reason, message, attempts, ...optional({ clockSkewMs }) });
  if (outcome.outcome !== 'already-captured') return outcome;
  // There is a capture all the same: ours, where only the answers to our writes got lost. The table can tell.
  try {
    return (await parts.history.record(row)) === 'written' ? captured(job, row) : outcome;
  } catch {
    const { account, slot } = job;
    return { outcome: 'failed', account, slot, reason, message, recorded: false };
  }
}

async function fail(job: SnapshotRequest, parts: SnapshotDependencies, run: FailedRun): Promise<Outcome> {
  const { account, slot } = job;
  const { clockSkewMs, raw, reason, ...said } = run;
  const { at, ...failure } = boundFailure({ reason, ...said, at: new Date(parts.clock()).toISOString() });
  const { code, message } = failure;
  let recorded = true;
  try {
    const written = await parts.history.record(
      {
        ...rowCommon(job, parts, clockSkewMs),
        status: 'failed',
        failure: { ...failure, at },
        ...optional({ raw: raw && { [REQUIRED_WALLET]: truncateRaw(raw) } }),
      },
      // Lateness says why nobody asks any more; an earlier failure says why there was nothing to begin with.
      { onlyIfAbsent: reason === 'too-late' },
    );
    if (written === 'already-captured') return { outcome: 'already-captured', account, slot };
  } catch (error) {
    recorded = false;
    const details = errorDetails(error, parts.redaction());
    parts.log.error('Failure not recorded', { account, slot, reason, error: details });
  }
  parts.log.error('Snapshot failed', { account, slot, failure, ...optional({ clockSkewMs }) });
  return { outcome: 'failed', account, slot, reason, message, ...optional({ code }), recorded };
}

/** The answer that failed, packed: whole, or as much from its beginning as fits into a row for certain. */
function truncateRaw(raw: Uint8Array): Uint8Array {
  const whole = gzipSync(raw);
  return whole.length <= MAX_RAW_BYTES ? whole : gzipSync(raw.subarray(0, MAX_RAW_BYTES));
}

function rowCommon(job: SnapshotRequest, parts: SnapshotDependencies, clockSkewMs: number | undefined) {
  const { account, slot, schedule, timezone } = job;
  return {
    account,
    slot,
    ...optional({
      schedule,
      timezone: timezone === DEFAULT_TIMEZONE ? undefined : timezone,
      clockSkewMs,
      expiresAt: parts.retentionDays && slotTime(slot) / 1000 + parts.retentionDays * 86_400,
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
