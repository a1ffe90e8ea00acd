/** Runs the report command in this process at a given time and collects its output and exit code. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { OpenLocal } from '../../functions/cli/table-source';
import { runReport } from '../../functions/report/main';
import { ENGINE_CREDENTIALS, type TestTable } from './dynamodb';

export type CommandResult = { exitCode: number; stdout: string; bytes: Buffer; stderr: string };

/** A stream that collects what is written to it. */
export function collect() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { chunks, stream: stream as NodeJS.WriteStream };
}

/** Points the SDK at the test's engine by environment variables, as a user does. */
export function useEngine({ endpoint }: Pick<TestTable, 'endpoint'>): void {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint;
  process.env.AWS_REGION = 'local';
  process.env.AWS_ACCESS_KEY_ID = ENGINE_CREDENTIALS.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = ENGINE_CREDENTIALS.secretAccessKey;
}

type ReportOptions = {
  openLocal?: OpenLocal;
  /** Standard output is a terminal of this width; a pipe where this is absent. */
  terminal?: { columns?: number };
};

export async function report(
  args: string[],
  now: string,
  { openLocal, terminal }: ReportOptions = {},
): Promise<CommandResult> {
  const [out, err] = [collect(), collect()];
  if (terminal) Object.assign(out.stream, { isTTY: true, ...terminal });
  const exitCode = await runReport({
    argv: ['node', 'report', ...args] as NodeJS.Process['argv'],
    stdout: out.stream as NodeJS.Process['stdout'],
    stderr: err.stream as NodeJS.Process['stderr'],
    now: () => Date.parse(now),
    openLocal,
  });
  const bytes = Buffer.concat(out.chunks);
  return { exitCode, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err.chunks).toString() };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A path in a new folder, which is removed when the test file ends. */
export function temporaryFile(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  folders.push(folder);
  return join(folder, name);
}
