/** Handles one event; every error is redacted, logged and counted before Lambda prints it. */
import type { Redaction } from '../bingx/redaction';
import { ACCOUNT_ID } from '../history/account';
import type { CheckReport } from './check-account';
import type { Log } from './dependencies';
import { errorDetails, redactedError } from './error-details';
import { type CheckRequest, parseEvent, type SnapshotRequest } from './event';
import type { Outcome } from './outcome';
import { throwIfRetryable } from './publish';

export type EventDependencies = {
  /** Epoch ms. */
  clock: () => number;
  takeSnapshot: (request: SnapshotRequest) => Promise<Outcome>;
  checkAccount: (request: CheckRequest) => Promise<CheckReport>;
  publish: (outcome: Outcome) => void;
  /** Counts a run that ended without an outcome; the account is undefined where the event has none. */
  countFailure: (account: string | undefined) => void;
  /** For each key that was read so far. */
  redaction: () => Redaction;
  log: Pick<Log, 'error'>;
};

/** Returns the outcome; throws where Lambda should deliver the event again, and on an invalid event. */
export async function handleEvent(
  event: unknown,
  dependencies: EventDependencies,
): Promise<Outcome | CheckReport> {
  const { redaction, log, countFailure } = dependencies;
  let result: Outcome | CheckReport;
  try {
    result = await run(event, dependencies);
  } catch (error) {
    const account = accountOf(event);
    log.error('Event failed', { account, error: errorDetails(error, redaction()) });
    if (!isCheck(event)) countFailure(account);
    throw redactedError(error, redaction());
  }
  if ('outcome' in result) throwIfRetryable(result);
  return result;
}

async function run(event: unknown, dependencies: EventDependencies): Promise<Outcome | CheckReport> {
  const request = parseEvent(event, dependencies.clock());
  if ('check' in request) return dependencies.checkAccount(request);
  const outcome = await dependencies.takeSnapshot(request);
  dependencies.publish(outcome);
  return outcome;
}

const isCheck = (event: unknown) => typeof event === 'object' && event !== null && 'check' in event;

/** The account of an event, also of one that is otherwise invalid. */
function accountOf(event: unknown): string | undefined {
  const account =
    typeof event === 'object' && event !== null && 'account' in event ? event.account : undefined;
  return typeof account === 'string' && ACCOUNT_ID.test(account) ? account : undefined;
}
