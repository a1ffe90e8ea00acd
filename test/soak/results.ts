/** The table of the soak, and everything in it that must not be. */
import type { Fuzzed } from '../fuzz/fuzz';
import { byCount, peakMemoryMb } from '../support/long-command';
import type { MonitorVerdict } from './monitor-judge';
import type { Year } from './year';

/** Far above what was measured, far below what would be a problem. */
const MAX = { answerMs: 5_000, memoryMb: 2_000 };

type Line = [string, number | string];

const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);

/** Everything that must not happen. */
export function faultsOf({ verdict, cloud, home, disagreements, tally, leaks }: Year): string[] {
  return [
    ...verdict.unexplained,
    ...home.unexplained,
    ...cloud.monitor.unexplained,
    ...home.monitor.unexplained,
    ...verdict.duplicates,
    ...verdict.inexact,
    ...disagreements,
    ...tally.wrongMetrics,
    ...leaks.found.map((leak) => `a leak: ${leak}`),
  ];
}

/** Limits on the time of a run, which has a minute, and on memory. */
export function excessesOf(fuzzed: Fuzzed | undefined): string[] {
  const slowestMs = fuzzed?.slowestMs ?? 0;
  return [
    ...(slowestMs > MAX.answerMs ? [`an answer took ${Math.round(slowestMs)} ms`] : []),
    ...(peakMemoryMb() > MAX.memoryMb ? [`memory grew to ${peakMemoryMb()} MB`] : []),
  ];
}

export function yearLines({ verdict, cloud, home, disagreements, tally, leaks }: Year): Line[] {
  const unexplained = verdict.unexplained.length + home.unexplained.length;
  const restored = cloud.restored.restored.size + home.restored.restored.size;
  const found = cloud.restored.found + home.restored.found;
  return [
    ['slots due', verdict.due],
    ['captured', verdict.captured],
    [`  of them restored from the logs (${found.toLocaleString('en')} rows were there)`, restored],
    ['optional endpoints that captured rows lack', sum(verdict.walletErrors)],
    ...byCount(verdict.walletErrors),
    ['failed', sum(verdict.failed)],
    ...byCount(verdict.failed),
    ['missing', sum(verdict.missing) + verdict.unexplained.length],
    ...byCount(verdict.missing),
    ['  unexplained', unexplained],
    ['counts that differ in the reports', disagreements.length],
    ['slots captured twice', verdict.duplicates.length],
    ['captured rows that differ from the answers', verdict.inexact.length],
    ['runs whose metrics do not match their outcome', tally.wrongMetrics.length],
    ...byCount(tally.outcomes).map(([end, n]): Line => [`runs that ended as ${end.trim()}`, n]),
    ['sandboxes started in the cloud', cloud.sandboxes.started],
    ['  killed while busy', cloud.sandboxes.killed],
    ['starts of the home server', home.starts],
    ...monitorLines('in the cloud', cloud.monitor),
    ['  runs that failed, and were sent again', cloud.runsSentAgain],
    ...monitorLines('at home', home.monitor),
    ['dead letters', cloud.deadLetters],
    [
      'balance requests per slot in the cloud, mean',
      (cloud.requests.balance / cloud.reported.due).toFixed(3),
    ],
    ['balance requests per account and hour, maximum', cloud.requests.most],
    [
      `leaks, in ${leaks.searched.toLocaleString('en')} lines, rows, results, messages, files and dead letters`,
      leaks.found.length,
    ],
  ];
}

const monitorLines = (where: string, { runs, messages, statements, unexplained }: MonitorVerdict): Line[] => [
  [`runs of the monitor ${where}`, runs],
  ['  messages', messages],
  ...Object.entries(statements).map(([kind, n]): Line => [`    problems that they state as ${kind}`, n]),
  ['  unexplained messages, and changes without a message', unexplained.length],
];

export const fuzzLines = ({ answers, captured, failed, slowestMs }: Fuzzed): Line[] => [
  ['fuzzed answers', answers],
  ["  captured, equal to a second parser's result", captured],
  ['  not captured', failed],
  ['  slowest of them, ms', Math.round(slowestMs)],
];
