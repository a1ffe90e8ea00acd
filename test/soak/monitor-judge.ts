/** Judges each run of the monitor by the oracle: every message states what happened, and everything that happened is stated once. */
import { toSlot } from '../../functions/schedule/slot';
import { type MemoryRows, memoryRows } from '../functions/monitor/memory-rows';
import { createOracle } from '../functions/monitor/year/oracle';
import { HOUR } from '../functions/monitor/year/world';
import { expectedStatements, type MonitorMessage, statementsOf } from './message-statements';

export type MonitorVerdict = {
  runs: number;
  messages: number;
  /** What the messages stated, by kind. */
  statements: { new: number; changed: number; recovered: number; open: number };
  /** One sentence each; there must be none. */
  unexplained: string[];
};

export type MonitorJudge = {
  /** The states of the rows, from the time at which each was written. */
  rows: MemoryRows;
  /** A run that is due: epoch ms. Runs are judged in this order. */
  due(run: number): void;
  /** The messages of a run that ended at a time. */
  ended(run: number, at: number, messages: readonly MonitorMessage[]): void;
  verdict(): MonitorVerdict;
};

/** `from`: the first of the hourly slots. */
export function createMonitorJudge(
  accounts: readonly string[],
  { from, hours }: { from: number; hours: number },
): MonitorJudge {
  const rows = memoryRows();
  const endedAt = new Map<number, number>();
  const messagesOf = new Map<number, readonly MonitorMessage[]>();
  const waiting: number[] = [];
  const verdict: MonitorVerdict = {
    runs: 0,
    messages: 0,
    statements: { new: 0, changed: 0, recovered: 0, open: 0 },
    unexplained: [],
  };
  const slots = Array.from({ length: hours }, (_, hour) => {
    const time = from + hour * HOUR;
    return { slot: toSlot(time), time };
  });
  const expectedOf = createOracle({
    from,
    rows,
    accounts: accounts.map((id) => ({
      id,
      schedule: 'cron(0 * * * ? *)',
      timezone: 'UTC',
      maxLatenessSeconds: 1800,
      slots,
    })),
    execution: (run) => ({ at: endedAt.get(run) ?? run, isLost: false, isRepeated: false }),
  });

  function judge(run: number): void {
    const slot = toSlot(run);
    const found = (messagesOf.get(run) ?? []).map(statementsOf);
    verdict.runs++;
    verdict.messages += found.length;
    for (const statement of found.flat()) {
      const kind = /^open |\b(?:new|changed|recovered)\b/.exec(statement)?.[0].trim();
      if (kind) verdict.statements[kind as keyof MonitorVerdict['statements']]++;
    }
    const show = (messages: string[][]) => messages.map((one) => one.join('; ')).join(' | ') || 'nothing';
    const [published, expected] = [show(found), show(expectedStatements(expectedOf(run), slot))];
    if (published !== expected)
      verdict.unexplained.push(`the run at ${slot} published ${published}, not ${expected}`);
    endedAt.delete(run);
    messagesOf.delete(run);
  }

  return {
    rows,
    due: (run) => void waiting.push(run),
    ended(run, at, messages) {
      endedAt.set(run, at);
      messagesOf.set(run, messages);
      for (let next = waiting[0]; next !== undefined && endedAt.has(next); next = waiting[0]) {
        waiting.shift();
        judge(next);
      }
    },
    verdict() {
      for (const run of waiting) verdict.unexplained.push(`the run at ${toSlot(run)} did not end`);
      return verdict;
    },
  };
}
