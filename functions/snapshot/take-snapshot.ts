/** Takes one snapshot and writes its row: one account, one slot. */
import type { AccountReading, Credentials, FailedReading } from '../bingx/types';
import { fitRow } from '../history/fit-row';
import { defined } from '../history/marshall';
import { type CapturedRow, REQUIRED_WALLET } from '../history/row';
import { accountAttributes, inexactMessage } from './captured-row';
import type { SnapshotDependencies } from './dependencies';
import { errorDetails } from './error-details';
import type { SnapshotRequest } from './event';
import { checkLateness } from './lateness';
import type { Outcome } from './outcome';
import { type FailedRun, fail, type RequiredReading, rowCommon, saveRow } from './record-outcome';

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
  // An offset that an earlier run measured may be wrong: before it fails a run as late or early, it is measured again.
  const clockSync = dependencies.exchange.syncClock(
    dependencies.deadline,
    (kept) => checkLateness(request, startedAt, kept) === undefined,
  );
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
