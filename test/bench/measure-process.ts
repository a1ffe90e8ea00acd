/** Runs a program to its end and measures time, CPU and memory. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { ProcessCost } from './process-cost';

const COST_AT_EXIT = join(__dirname, 'cost-at-exit.cjs');

export type MeasuredProcess = ProcessCost & { ms: number };

/** Runs `nodePath` with `argv` and only `env`. Throws its error output where it fails. */
export async function measureProcess(
  nodePath: string,
  argv: readonly string[],
  env: Record<string, string>,
): Promise<MeasuredProcess> {
  const startedAt = performance.now();
  const child = spawn(nodePath, ['--require', COST_AT_EXIT, ...argv], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('exit', resolve),
  );
  const [, , stderr, costs] = child.stdio;
  if (!stderr || !costs) throw new Error('no pipes');
  const [code, errorOutput, cost] = await Promise.all([
    ended.then((code) => ({ code, ms: performance.now() - startedAt })),
    text(stderr),
    text(costs as typeof stderr),
  ]);
  if (code.code !== 0) throw new Error(`${argv.join(' ')} ended with ${code.code}: ${errorOutput.trim()}`);
  return { ms: code.ms, ...JSON.parse(cost) };
}
