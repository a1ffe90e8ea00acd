/** Random sequences of deliveries, crashes and faults, checked against a model and the invariants. */
import { withoutCoreStackTraces } from '../support/core-errors';
import fc from '../support/fast-check';
import { commands, nothingExpected } from './commands';
import { createEngine, type Engine } from './engine';
import { createWorld } from './world';

const SEQUENCES = Number(process.env.SEQUENCES ?? 60);

/** A failing run prints its smallest sequence, seed and path; AGAIN='{"seed":…,"path":"…"}' repeats that one alone. */
const again: { seed?: number; path?: string } = JSON.parse(process.env.AGAIN ?? '{}');

withoutCoreStackTraces();

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});

it(`no invariant breaks in ${SEQUENCES} sequences of deliveries, crashes and faults`, async () => {
  let worlds = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (sequence) => {
      const world = createWorld(engine, `w${worlds++}`);
      await fc.asyncModelRun(() => ({ model: nothingExpected(), real: world }), sequence);
    }),
    { numRuns: SEQUENCES, ...again },
  );
}, 300_000);
