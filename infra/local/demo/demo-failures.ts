/** Which slots of a filled history fail, and how, so that reports have failures to show. */

import type { Fault } from '../emulators/faults';
import {
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  whitelistError,
} from '../fake-bingx/responses';

export type DemoFailure = {
  /** The exchange's response to every request in the slot; undefined if the function never runs. */
  response?: (now: number) => Fault;
  /** Shortens the run: ms. The function would retry until its timeout. */
  timeoutMs?: number;
};

/** The function reserves 15 s for the write: this leaves time for one or two retries. */
const SHORT_TIMEOUT_MS = 17_500;

const failWith = (error: (now: number) => ErrorResponse): DemoFailure => ({
  response: (now) => ({ body: errorBody(error(now), now) }),
});

/** An address reserved for documentation. */
const NOT_WHITELISTED = failWith(() => whitelistError('203.0.113.24'));
const BUSY = { ...failWith(() => ERRORS.busy), timeoutMs: SHORT_TIMEOUT_MS };
const NEVER_RAN: DemoFailure = {};
const DISABLED = failWith((now) => disabledUntilError(now + 8 * 60_000));
const FIREWALL: DemoFailure = {
  response: () => ({
    status: 403,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>ERROR: The request could not be satisfied</title></head></html>',
  }),
};

/** Which of `every` consecutive slots fail, by number. `every` is prime, so that failures move through the hours. */
type Pattern = { every: number; failing: Record<number, DemoFailure> };

/** One slot in a hundred. */
const FEW_FAILURES: Pattern = {
  every: 499,
  failing: { 47: BUSY, 146: NEVER_RAN, 247: FIREWALL, 346: DISABLED, 447: NOT_WHITELISTED },
};

/** One slot in five. */
const MANY_FAILURES: Pattern = {
  every: 47,
  failing: {
    6: NOT_WHITELISTED,
    7: NOT_WHITELISTED,
    8: NOT_WHITELISTED,
    15: BUSY,
    22: NEVER_RAN,
    23: NEVER_RAN,
    24: NEVER_RAN,
    25: NEVER_RAN,
    33: FIREWALL,
    41: DISABLED,
  },
};

/** The failure of a slot, by its number since 1970 in intervals of the schedule. Deterministic. */
export function failureForSlot(slotNumber: number, hasManyFailures = false): DemoFailure | undefined {
  const { every, failing } = hasManyFailures ? MANY_FAILURES : FEW_FAILURES;
  return failing[slotNumber % every];
}
