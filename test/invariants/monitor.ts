/** Runs the monitor over a world as its schedule does, and checks what it reports against a second judgement of the rows. */
import type { Row } from '../../functions/history/row';
import type { Change } from '../../functions/monitor/changes';
import { judge } from '../../functions/monitor/judge';
import { createRowReader } from '../../functions/monitor/row-reader';
import { toSlot } from '../../functions/schedule/slot';
import { PERMANENT_FAILURES } from '../support/permanent-failures';
import { MAX_LATENESS_SECONDS, SCHEDULE, START, type World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Minutes after an hourly slot at which a run can report it: early for a permanent failure, otherwise when its time is up. */
const EARLY = 5;
const TIME_IS_UP = 35;

/** Time between a failure and an early report: its row must have been written. */
const WRITE_MARGIN = 30_000;

export type MonitorRun = { at: string; changes: Change[] };

/** Makes the monitor's runs that have become due. Throws where one reports another change than the rows have. */
export async function runMonitor(world: World): Promise<MonitorRun[]> {
  const reader = createRowReader(world.readingClient, world.tableName);
  const accounts = world.accounts.map(({ id }) => ({
    id,
    schedule: SCHEDULE,
    timezone: 'UTC',
    maxLatenessSeconds: MAX_LATENESS_SECONDS,
  }));
  const rows = await world.rows();
  const runs: MonitorRun[] = [];
  for (const time of dueRuns(world, rows)) {
    const at = toSlot(time);
    const { changes } = await judge({ slot: at, accounts }, reader);
    const reported = changes.filter(({ wallet }) => wallet === undefined).map(describe);
    const expected = accounts.flatMap(({ id }) => expectedChange(id, time, rows) ?? []);
    if (reported.sort().join() !== expected.sort().join()) {
      throw new Error(
        `Invariant 11. each change of state is reported once\n  at ${at} ${show(reported)} was reported, not ${show(expected)}`,
      );
    }
    runs.push({ at, changes });
  }
  world.monitor.judgedUntil = Math.max(world.monitor.judgedUntil, world.time.theirs);
  return runs;
}

const show = (changes: string[]) => changes.join(', ') || 'nothing';

/** The runs since the last ones; without those whose slot and the one before have no row at all. */
function dueRuns({ monitor, time }: World, rows: readonly Row[]): number[] {
  const known = new Set(rows.map(({ slot }) => slot));
  const runs: number[] = [];
  for (let hour = START; hour <= time.theirs; hour += HOUR) {
    if (!known.has(toSlot(hour)) && !known.has(toSlot(hour - HOUR))) continue;
    runs.push(hour + EARLY * MINUTE, hour + TIME_IS_UP * MINUTE);
  }
  return runs.filter((run) => run > monitor.judgedUntil && run <= time.theirs);
}

const describe = ({ account, slot, kind, ...change }: Change) =>
  `${account} ${slot} ${kind} ${'reason' in change ? change.reason : change.previousReason}`;

/** The change that a run at `time` must report of an account. */
function expectedChange(account: string, time: number, rows: readonly Row[]): string | undefined {
  const hour = Math.floor(time / HOUR) * HOUR;
  const slot = toSlot(hour);
  const own = rows.filter((row) => row.account === account);
  const [now, before] = [slot, toSlot(hour - HOUR)].map((at) => own.find((row) => row.slot === at));
  const isEarly = isPermanentBefore(now, hour + EARLY * MINUTE);
  if (isEarly !== (time === hour + EARLY * MINUTE)) return undefined;

  const [problem, previous] = [problemOf(now), problemOf(before)];
  if (problem === previous) return undefined;
  const isFirst = previous === 'missing' && !own.some((row) => row.slot < slot);
  if (problem === undefined) return isFirst ? undefined : `${account} ${slot} recovered ${previous}`;
  if (isFirst && problem === 'missing') return undefined;
  return `${account} ${slot} ${previous === undefined || isFirst ? 'new' : 'changed'} ${problem}`;
}

const isPermanentBefore = (row: Row | undefined, time: number) =>
  row?.status === 'failed' &&
  PERMANENT_FAILURES.has(row.failure.reason) &&
  Date.parse(row.failure.at) < time - WRITE_MARGIN;

/** Undefined for a captured slot. */
const problemOf = (row: Row | undefined): string | undefined =>
  row === undefined ? 'missing' : row.status === 'failed' ? row.failure.reason : undefined;
