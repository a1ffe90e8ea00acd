/** `npm run faults`: writes docs/faults.md from the tables that the tests run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILURES, type FailureReason } from '../../functions/snapshot/outcome';
import type { Expected } from './fault';
import { MONITOR_FAULTS } from './monitor';
import { FAULTS } from './tables';

const OPENING = `# Faults and their outcomes

Made by \`npm run faults\` from the tables that \`test/faults/faults.test.ts\` runs: each line is a test of the real
code with an embedded DynamoDB, after which the invariants of \`test/invariants/invariants.ts\` are checked. “Requests”
counts the balance requests of the last run. Lambda delivers the event of a run that throws twice more, and then drops
it: its failed row remains.
`;

/** The list as Markdown. */
export function faultList(): string {
  const areas = FAULTS.map(({ area, file, faults }) =>
    [
      `## ${area[0]?.toUpperCase()}${area.slice(1)}`,
      '',
      '| fault | run | slot | requests | metrics | delivered again | test |',
      '|---|---|---|---|---|---|---|',
      ...faults.map(({ fault, expected }) => line(fault, expected, file)),
    ].join('\n'),
  );
  const count = FAULTS.reduce((sum, { faults }) => sum + faults.length, MONITOR_FAULTS.length);
  return `${[`${OPENING}\n${count} faults.`, ...areas, monitorList()].join('\n\n')}\n`;
}

function monitorList(): string {
  const rows = MONITOR_FAULTS.map(({ fault, expected: { messages, hasFailed } }) => {
    const reported = messages.map((message) => `“${message}”`).join(', ');
    return `| ${[fault, reported, hasFailed ? 'failed run' : 'sent', '`test/faults/monitor.ts`'].join(' | ')} |`;
  });
  return [
    '## The monitor',
    '',
    'Of the account `main` with an hourly schedule. A run that failed reports `SlotsMissing` as -1, which raises the alarm on the silence of the monitor.',
    '',
    '| fault | messages | gauges | test |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function line(fault: string, expected: Expected, file: string): string {
  const { run, slot, requests, walletErrors } = expected;
  const ends = isFailure(run) ? `fails: \`${run}\`` : run.replace('-', ' ');
  const errors = [...new Set(Object.values(walletErrors ?? {}))].map((reason) => `\`${reason}\``);
  const captured = errors.length > 0 ? `captured; not read: ${errors.join(', ')}` : slot;
  const holds = isFailure(slot) ? `failed: \`${slot}\`` : captured;
  return `| ${[fault, ends, holds, requests, metricsOf(expected).join(', '), isDeliveredAgain(expected) ? 'yes' : '', `\`${file}\``].join(' | ')} |`;
}

const isFailure = (end: string): end is FailureReason => end in FAILURES;

/** The metrics of a run that ends like this. */
export function metricsOf({ run, slot, walletErrors }: Expected): string[] {
  if (run === 'captured') return walletErrors ? ['SnapshotCaptured', 'WalletError'] : ['SnapshotCaptured'];
  if (!isFailure(run)) return [];
  const own = FAILURES[run].metric;
  return [...new Set(['SnapshotFailed', own, ...(slot === 'nothing' ? ['HistoryError'] : [])])];
}

/** Whether Lambda delivers the event again after a run that ends like this. */
export function isDeliveredAgain({ run, slot }: Expected): boolean {
  const throws = isFailure(run) && (slot === 'nothing' || FAILURES[run].retryable);
  return throws || run === 'crashes';
}

if (require.main === module) {
  writeFileSync(join(__dirname, '..', '..', 'docs', 'faults.md'), faultList());
}
