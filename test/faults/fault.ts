/** A fault as data: what goes wrong, and how the run and its slot must end. The tests run it; docs/faults.md lists it. */
import type { FailureReason } from '../../functions/snapshot/outcome';
import type { Run } from '../invariants/run';
import { NO_TROUBLES, type Troubles } from '../invariants/troubles';
import type { World } from '../invariants/world';

export type Expected = {
  /** How the (last) run ends. */
  run: 'captured' | 'already-captured' | 'crashes' | FailureReason;
  /** The row of the slot afterwards. */
  slot: 'captured' | 'nothing' | FailureReason;
  /** Requests for the balance that the (last) run sends. */
  requests: number;
  /** The reasons of the row's optional endpoints that were not read. */
  walletErrors?: Record<string, string>;
};

export type Fault = {
  fault: string;
  /** Causes the fault, makes the deliveries and returns the run to check. */
  happens(world: World, account: string): Promise<Run>;
  expected: Expected;
};

export const SLOT = '2026-11-22T06:00:00Z';

export const deliver = (world: World, account: string, troubles: Partial<Troubles> = {}): Promise<Run> =>
  world.deliver({ account, slot: SLOT, troubles: { ...NO_TROUBLES, ...troubles } });

/** One delivery with these failures. The first request to the exchange is for its time, the next for the balance. */
export const during =
  (troubles: Partial<Troubles>): Fault['happens'] =>
  (world, account) =>
    deliver(world, account, troubles);

export const balanceRequests = (...troubles: Troubles['exchange']): Fault['happens'] =>
  during({ exchange: [undefined, ...troubles] });

/** The run fails with this reason, and its row has the same. */
export const failsAs = (reason: FailureReason, requests: number): Expected => ({
  run: reason,
  slot: reason,
  requests,
});
export const captures = (requests: number): Expected => ({ run: 'captured', slot: 'captured', requests });
