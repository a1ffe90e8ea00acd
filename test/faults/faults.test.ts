/** Each fault of the list ends as expected, and the invariants hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine } from '../invariants/engine';
import { checkInvariants } from '../invariants/invariants';
import { createWorld } from '../invariants/world';
import { withoutCoreStackTraces } from '../support/core-errors';
import { SLOT } from './fault';
import { faultList, isDeliveredAgain, metricsOf } from './list';
import { MONITOR_FAULTS } from './monitor';
import { createScene } from './monitor-scene';
import { FAULTS } from './tables';

// For a busy machine.
jest.setTimeout(60_000);

withoutCoreStackTraces();

let engine: Engine;
let worlds = 0;
beforeAll(async () => {
  engine = await createEngine();
});

describe.each(FAULTS)('faults: $area', ({ faults }) => {
  it.each(faults)('$fault', async ({ happens, expected }) => {
    const world = createWorld(engine, `w${worlds++}`);
    const account = world.accounts[0]?.id ?? '';

    const run = await happens(world, account);

    const rows = await world.rows();
    const row = rows.find(({ slot }) => slot === SLOT);
    const { outcome } = run;
    expect({
      run: outcome?.outcome === 'failed' ? outcome.reason : (outcome?.outcome ?? 'crashes'),
      slot: row?.status === 'failed' ? row.failure.reason : (row?.status ?? 'nothing'),
      requests: run.exchanged.filter(({ endpoint }) => endpoint === 'balance').length,
      ...(row?.status === 'captured' && row.walletErrors && { walletErrors: reasonsOf(row.walletErrors) }),
    }).toEqual(expected);
    expect(run.metrics.flatMap(({ values }) => Object.keys(values))).toEqual(metricsOf(expected));
    expect(run.end !== 'returned').toBe(isDeliveredAgain(expected));
    checkInvariants({ world, rows, runs: world.runs, captured: new Map() });
  });
});

describe('faults: the monitor', () => {
  it.each(MONITOR_FAULTS)('$fault', async ({ happens, expected }) => {
    const scene = createScene(createWorld(engine, `w${worlds++}`), engine);

    await happens(scene);

    expect(scene.result).toEqual(expected);
  });
});

it('docs/faults.md lists them as they are here: npm run faults writes it anew', () => {
  const written = readFileSync(join(__dirname, '..', '..', 'docs', 'faults.md'), 'utf8');

  expect(written).toBe(faultList());
});

const reasonsOf = (errors: Record<string, { reason: string }>) =>
  Object.fromEntries(Object.entries(errors).map(([endpoint, { reason }]) => [endpoint, reason]));
