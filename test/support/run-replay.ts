/** Runs the replay command in this process and collects its output and exit code. */
import { Readable } from 'node:stream';
import type { OpenLocal } from '../../functions/cli/table-source';
import { runReplay } from '../../functions/replay/main';
import { collect } from './run-report';

/** Runs `npm run replay -- args` on 2026-11-23, with `stdin` as its standard input. */
export async function replay(
  args: string[],
  stdin: Iterable<string | Uint8Array> = [],
  openLocal?: OpenLocal,
) {
  const [out, err] = [collect(), collect()];
  const exitCode = await runReplay({
    argv: ['node', 'replay', ...args],
    stdin: Readable.from(stdin) as NodeJS.Process['stdin'],
    stdout: out.stream as NodeJS.Process['stdout'],
    stderr: err.stream as NodeJS.Process['stderr'],
    now: () => Date.parse('2026-11-23T00:00:00Z'),
    ...(openLocal && { openLocal }),
  });
  return { exitCode, stdout: String(Buffer.concat(out.chunks)), stderr: String(Buffer.concat(err.chunks)) };
}
