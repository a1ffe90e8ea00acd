/** Reading years of history: each report and the page, against a plain loop and against fetching alone. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type MeasuredProcess, measureProcess } from './measure-process';
import { interleave } from './statistics';
import { FIRST_SLOT, type TableOptions } from './table-server';

const TSX = ['--require', require.resolve('tsx/cjs')];
const REPORT = join(__dirname, '..', '..', 'infra', 'local', 'report.ts');
const HOUR = 3_600_000;

export const READERS = [
  'floor',
  'loop',
  'history',
  'worth',
  'movements',
  'changes',
  'gaps',
  'balances',
  'html',
] as const;
export type Reader = (typeof READERS)[number];

/** Runs each reader over a history of `table.rows` hourly rows, each time as a new process. */
export async function measureReports(
  table: TableOptions,
  {
    folder,
    readers,
    rounds,
    onRun,
  }: { folder: string; readers: readonly Reader[]; rounds: number; onRun?(): void },
): Promise<Record<Reader, MeasuredProcess[]>> {
  const server = await startTable(table);
  const output = mkdtempSync(join(folder, 'reports-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'EMBEDDED',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_ENDPOINT_URL_DYNAMODB: server.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const [from, to] = [slot(FIRST_SLOT), slot(FIRST_SLOT + (table.rows - 1) * HOUR)];
  const argv: Record<Reader, string[]> = {
    floor: [contender('report-floor'), 'table', from, to, String(Math.floor(server.rowsPerPage))],
    loop: [contender('report-loop'), 'table', from, to, join(output, 'loop.csv')],
    ...commandLines({ from, to, output }),
  };
  try {
    return (await interleave(readers, { rounds, warmups: 1 }, async (reader) => {
      const run = await measureProcess(process.execPath, [...TSX, ...argv[reader]], env);
      onRun?.();
      return run;
    })) as Record<Reader, MeasuredProcess[]>;
  } finally {
    server.stop();
    rmSync(output, { recursive: true });
  }
}

function commandLines({ from, to, output }: { from: string; to: string; output: string }) {
  const command = (name: string, file: string, ...options: string[]) => [
    REPORT,
    name,
    ...['--account', 'main', '--table', 'table', '--output', join(output, file), ...options],
  ];
  return {
    history: command('history', 'history.csv', '--format', 'csv', '--from', from, '--to', to),
    worth: command('worth', 'worth.csv', '--format', 'csv', '--every', 'day', '--from', from, '--to', to),
    movements: command('movements', 'movements.csv', '--format', 'csv', '--from', from, '--to', to),
    changes: command('changes', 'changes.csv', '--format', 'csv', '--from', from, '--to', to),
    gaps: command('gaps', 'gaps.csv', '--format', 'csv', '--from', from, '--to', to),
    balances: command('balances', 'balances.csv', '--format', 'csv', '--at', to),
    html: command('html', 'page.html', '--from', from, '--to', to),
  };
}

const contender = (name: string) => join(__dirname, 'contenders', `${name}.ts`);
const slot = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Starts the table in a separate process, so that its work is not measured. */
async function startTable(options: TableOptions) {
  const child = spawn(
    process.execPath,
    [...TSX, join(__dirname, 'table-server.ts'), JSON.stringify(options)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, rowsPerPage } = JSON.parse(line) as { url: string; rowsPerPage: number };
    return { url, rowsPerPage, stop: () => child.stdin.end() };
  }
  throw new Error('the table did not start');
}
