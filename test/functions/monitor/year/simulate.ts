/** Runs the monitor over a world, every five minutes, and compares each run with what it must report. */
import type { Change } from '../../../../functions/monitor/changes';
import { judge } from '../../../../functions/monitor/judge';
import { runMonitor } from '../../../../functions/monitor/run';
import { createOracle, type ExpectedChange } from './oracle';
import { createWorld, MINUTE, PERIOD, type World, type WorldOptions } from './world';

export type Figures = {
  runs: number;
  lostRuns: number;
  repeatedRuns: number;
  slots: number;
  changes: Record<string, number>;
  messages: number;
  /** The longest time from a slot's last moment to the end of the run that reported it, without lost runs. */
  maxLatencyMinutes: number;
};

/** Throws at the first run that reports anything else. */
export async function simulate(options: WorldOptions): Promise<Figures> {
  const world = createWorld(options);
  const expectedOf = createOracle(world);
  const accounts = world.accounts.map(({ slots: _, ...account }) => account);
  const figures: Figures = {
    runs: 0,
    lostRuns: 0,
    repeatedRuns: 0,
    slots: world.accounts.flatMap(({ slots }) => slots.filter(({ time }) => time >= world.from)).length,
    changes: { new: 0, changed: 0, recovered: 0 },
    messages: 0,
    maxLatencyMinutes: 0,
  };
  for (let run = world.from + PERIOD; run <= world.until; run += PERIOD) {
    const { at, isLost, isRepeated } = world.execution(run);
    const slot = new Date(run).toISOString().replace('.000Z', 'Z');
    const judgement = await judge({ slot, accounts }, world.rows.reader(at));
    const expected = expectedOf(run);
    const reported = judgement.changes.map(describe).sort();
    const states = judgement.accounts.map(({ account, slot, state }) =>
      [
        account,
        slot,
        state.kind === 'failed' ? state.reason : state.kind === 'captured' ? 'captured' : 'missing',
      ].join(' '),
    );
    assertSame(slot, reported, expected.changes.map(describe).sort());
    assertSame(
      slot,
      states,
      expected.states.map(({ account, slot, problem }) => [account, slot, problem].join(' ')),
    );

    figures.runs++;
    if (isLost) figures.lostRuns++;
    if (isRepeated) {
      figures.repeatedRuns++;
      const again = await judge({ slot, accounts }, world.rows.reader(at));
      assertSame(slot, again.changes.map(describe).sort(), reported);
    }
    if (judgement.changes.length > 0) {
      figures.messages += await publishedChanges(world, { slot, accounts }, at);
      for (const { kind } of judgement.changes) figures.changes[kind] = (figures.changes[kind] ?? 0) + 1;
    }
    for (const { lastMoment } of isLost ? [] : expected.changes) {
      figures.maxLatencyMinutes = Math.max(figures.maxLatencyMinutes, (at - lastMoment) / MINUTE);
    }
  }
  return figures;
}

const describe = ({ account, wallet, slot, kind, ...change }: Change | ExpectedChange) =>
  [
    account,
    ...(wallet ? [wallet] : []),
    slot,
    kind,
    ...('previousReason' in change ? [change.previousReason] : []),
    ...('reason' in change ? [change.reason] : []),
  ].join(' ');

/** Runs the entire monitor: the changes of a run are one message. */
async function publishedChanges(world: World, event: Parameters<typeof runMonitor>[0], at: number) {
  const bodies: string[] = [];
  await runMonitor(event, {
    reader: world.rows.reader(at),
    publish: async ({ body }) => void bodies.push(body),
    printLine: () => {},
    stack: 'BalanceSnapshots',
  });
  const isDaily = event.slot.endsWith('T07:00:00Z');
  if (bodies.length === 0 || bodies.length > (isDaily ? 2 : 1)) {
    throw new Error(`At ${event.slot} ${bodies.length} messages were published.`);
  }
  return bodies.length;
}

function assertSame(slot: string, reported: readonly string[], expected: readonly string[]): void {
  if (reported.join('\n') === expected.join('\n')) return;
  throw new Error(`At ${slot} the monitor reported\n${list(reported)}\nnot\n${list(expected)}`);
}

const list = (lines: readonly string[]) => lines.map((line) => `  ${line}`).join('\n') || '  nothing';
