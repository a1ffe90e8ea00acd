/** What goes wrong in a filled history: which slots, and how, so that reports have something to show. */

import type { Fault } from '../emulators/faults';
import {
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  whitelistError,
} from '../fake-bingx/responses';

export type DemoFailure = {
  /** What the exchange says to every request in the slot; nothing where the tick itself got lost. */
  answer?: (now: number) => Fault;
  /** Cuts the run's time short, where the function would ask again for as long as it has any. */
  timeoutMs?: number;
};

/** The function keeps 15 s of its time back for the write: this leaves enough for asking once or twice again. */
const SHORT_TIMEOUT_MS = 17_500;

const refuse = (refusal: (now: number) => ErrorResponse): DemoFailure => ({
  answer: (now) => ({ body: errorBody(refusal(now), now) }),
});

/** An address of a network that is for documentation. */
const NOT_WHITELISTED = refuse(() => whitelistError('203.0.113.24'));
const BUSY = { ...refuse(() => ERRORS.busy), timeoutMs: SHORT_TIMEOUT_MS };
const NEVER_RAN: DemoFailure = {};
const DISABLED = refuse((now) => disabledUntilError(now + 8 * 60_000));
const FIREWALL: DemoFailure = {
  answer: () => ({
    status: 403,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>ERROR: The request could not be satisfied</title></head></html>',
  }),
};

/** Which of `every` slots in a row fail, by their number: `every` is a prime, so that failures move through the hours. */
type Pattern = { every: number; failing: Record<number, DemoFailure> };

/** One slot in a hundred, as for an account in good order. */
const HEALTHY: Pattern = {
  every: 499,
  failing: { 47: BUSY, 146: NEVER_RAN, 247: FIREWALL, 346: DISABLED, 447: NOT_WHITELISTED },
};

/** One slot in five, for reports that have much to show. */
const TROUBLED: Pattern = {
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

/** What goes wrong in the slot of that number, counted on the schedule's interval. The same slot, the same trouble. */
export function failureForSlot(slotNumber: number, isTroubled = false): DemoFailure | undefined {
  const { every, failing } = isTroubled ? TROUBLED : HEALTHY;
  return failing[slotNumber % every];
}
