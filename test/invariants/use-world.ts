/** A new world for each test of a file, and what its tests do with it. */
import { withoutCoreStackTraces } from '../support/core-errors';
import { createEngine, type Engine } from './engine';
import type { Run } from './run';
import type { Troubles } from './troubles';
import { createWorld, type World } from './world';

export const SLOT = '2026-11-22T06:00:00Z';

/** Registers hooks of jest: call it once, at the top of a test file. */
export function useWorld() {
  // For a busy machine.
  jest.setTimeout(60_000);
  withoutCoreStackTraces();

  let engine: Engine;
  let current: World;
  let count = 0;
  const renew = () => {
    current = createWorld(engine, `w${count++}`);
  };
  beforeAll(async () => {
    engine = await createEngine();
  });
  beforeEach(renew);

  const account = () => current.accounts[0]?.id ?? '';
  return {
    world: () => current,
    /** The first of its accounts. */
    account,
    /** Replaces the world within a test. */
    renew,
    deliver: (troubles?: Troubles, slot = SLOT) => current.deliver({ account: account(), slot, troubles }),
    row: async (slot = SLOT) => (await current.rows()).find((found) => found.slot === slot),
  };
}

/** The first request is for the exchange's time. */
export const balanceIs = (...troubles: Troubles['exchange']): Troubles => ({
  exchange: [undefined, ...troubles],
  table: [],
  secrets: [],
});

export const tableIs = (...table: Troubles['table']): Troubles => ({ exchange: [], table, secrets: [] });

export const balanceRequests = (run: Run) => run.exchanged.filter(({ endpoint }) => endpoint === 'balance');
