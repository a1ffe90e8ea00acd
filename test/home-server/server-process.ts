/** Starts servers of the simulation, each in a process of its own, and reads what they leave behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Item } from '../../functions/history/marshall';
import { openLocalHistory } from '../../infra/local/history';
import { scanItems } from '../support/dynamodb';
import type { JournalEntry, ServerOptions } from './events';

export type ServerProcess = {
  child: ChildProcess;
  /** Resolves when it has begun to serve, or has ended before that. */
  started: Promise<unknown>;
  /** Resolves when it has reported so many captured slots, or has ended before that. */
  hasCaptured(slots: number): Promise<unknown>;
  /** The exit code, or the signal that ended it, and everything it printed. */
  ended: Promise<{ how: number | string | null; output: string }>;
};

/** Its output is appended to `logFile`. It ends with this process. */
export function startServer(
  options: ServerOptions,
  logFile: string,
  onOutput: (text: string) => void = () => undefined,
): ServerProcess {
  // A year of events is too long for an argument.
  const optionsFile = `${options.journalFile}.options`;
  writeFileSync(optionsFile, JSON.stringify(options));
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(__dirname, 'server.ts'), optionsFile],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  const waiting = new Set<() => void>();
  const printed = (pattern: RegExp, times: number) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if ((output.match(pattern)?.length ?? 0) < times) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      appendFileSync(logFile, text);
      onOutput(text);
      for (const check of waiting) check();
    });
  }
  const ended = new Promise<{ how: number | string | null; output: string }>((resolve) => {
    child.on('close', (code, signal) => {
      process.off('exit', kill);
      resolve({ how: signal ?? code, output });
    });
  });
  return {
    child,
    started: Promise.race([printed(/ Serving /g, 1), ended]),
    hasCaptured: (slots) => Promise.race([printed(/: captured$/gm, slots), ended]),
    ended,
  };
}

export const readJournal = (file: string): JournalEntry[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []));

/** The time of the last entry, without reading the others. */
export function lastEntryAt(file: string): number | undefined {
  const text = readFileSync(file);
  const end = text.lastIndexOf('\n');
  if (end < 0) return undefined;
  const line = text.subarray(text.lastIndexOf('\n', end - 1) + 1, end).toString();
  return (JSON.parse(line) as JournalEntry).at;
}

/** All rows, read while no server runs. */
export async function readRows(folder: string): Promise<Item[]> {
  const { client, tableName, stop } = await openLocalHistory(folder);
  try {
    return tableName === undefined ? [] : await scanItems(client, tableName);
  } finally {
    await stop();
  }
}
