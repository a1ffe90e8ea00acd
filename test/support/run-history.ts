/** Runs the history command in this process and collects its output and exit code. */
import { runHistory } from '../../functions/backup/main';
import type { Source } from '../../functions/cli/table-source';
import { collect } from './run-report';

const noLocalHistory = async (): Promise<Source> => {
  throw new Error('no local history was expected');
};

/** Runs `npm run history -- args` on 2026-11-23. */
export async function history(
  args: string[],
  openLocal: Parameters<typeof runHistory>[0]['openLocal'] = noLocalHistory,
) {
  const [out, err] = [collect(), collect()];
  const exitCode = await runHistory({
    argv: ['node', 'history', ...args],
    stdout: out.stream as NodeJS.Process['stdout'],
    stderr: err.stream as NodeJS.Process['stderr'],
    now: () => Date.parse('2026-11-23T00:00:00Z'),
    openLocal,
  });
  return { exitCode, stdout: String(Buffer.concat(out.chunks)), stderr: String(Buffer.concat(err.chunks)) };
}
