/** What goes wrong in a filled history: which slots, and how, so that reports have something to show. */

import type { Misbehaviour } from '../engines/misbehaviour';
import {
  disabledUntilRefusal,
  REFUSALS,
  type Refusal,
  refusalBody,
  whitelistRefusal,
} from '../exchange/answers';

/** `never-ran`: the tick itself got lost. Otherwise what the exchange says to every request in the slot. */
export type Trouble = 'never-ran' | ((now: number) => Misbehaviour);

const refuse =
  (refusal: (now: number) => Refusal): Trouble =>
  (now) => ({ body: refusalBody(refusal(now), now) });

/** An address of a network that is for documentation. */
const NOT_WHITELISTED = refuse(() => whitelistRefusal('203.0.113.24'));
const BUSY = refuse(() => REFUSALS.busy);
const DISABLED = refuse((now) => disabledUntilRefusal(now + 8 * 60_000));
const FIREWALL: Trouble = () => ({
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>ERROR: The request could not be satisfied</title></head></html>',
});

/** A prime, so that troubles wander through the hours of the day. */
const PERIOD = 47;

const TROUBLES: Record<number, Trouble> = {
  6: NOT_WHITELISTED,
  7: NOT_WHITELISTED,
  8: NOT_WHITELISTED,
  15: BUSY,
  22: 'never-ran',
  23: 'never-ran',
  24: 'never-ran',
  25: 'never-ran',
  33: FIREWALL,
  41: DISABLED,
};

/** What goes wrong in the slot of that number, counted on the schedule's interval. The same slot, the same trouble. */
export const troubleOf = (slotNumber: number): Trouble | undefined => TROUBLES[slotNumber % PERIOD];
