/** A fault as data: what goes wrong, and what must become of the run and of its slot. The tests run it, the list prints it. */
import type { FailureReason } from '../../functions/snapshot/outcome';
import type { Run } from '../invariants/run';
import { NO_TROUBLES, type Troubles } from '../invariants/troubles';
import type { World } from '../invariants/world';

export type Expected = {
  /** How the (last) run ends. */
  run: 'captured' | 'already-captured' | 'dies' | FailureReason;
  /** What the table holds of the slot afterwards. */
  slot: 'captured' | 'nothing' | FailureReason;
  /** Requests for the balance that the (last) run sends. */
  asked: number;
};

export type Fault = {
  fault: string;
  /** Does what goes wrong and makes the deliveries; the last run is the one that is looked at. */
  happens(world: World, account: string): Promise<Run>;
  expected: Expected;
};

export const SLOT = '2026-11-22T06:00:00Z';

export const deliver = (world: World, account: string, troubles: Partial<Troubles> = {}): Promise<Run> =>
  world.deliver({ account, slot: SLOT, troubles: { ...NO_TROUBLES, ...troubles } });

/** One delivery with these troubles. The first request to the exchange is for its time, so that the balance's come next. */
export const during =
  (troubles: Partial<Troubles>): Fault['happens'] =>
  (world, account) =>
    deliver(world, account, troubles);

export const balanceRequests = (...troubles: Troubles['exchange']): Fault['happens'] =>
  during({ exchange: [undefined, ...troubles] });

/** The failures that are their own slot's: the run fails and its row says why. */
export const failsAs = (reason: FailureReason, asked: number): Expected => ({
  run: reason,
  slot: reason,
  asked,
});
export const captures = (asked: number): Expected => ({ run: 'captured', slot: 'captured', asked });
