/** The commands of the documentation as a shell passes them on: each page's blocks run by bash with functions for the programs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPage, shellBlocks } from './pages';

/** Program and arguments. */
export type RecordedCommand = readonly string[];

/** What the documented commands call. Anything else that a page calls fails the recording. */
const PROGRAMS = ['npm', 'npx', 'aws', 'git'];

/** Records number and text of the arguments. `aws` prints the status that RUNBOOK.md waits for. */
const PRELUDE = `
record() { { printf '%d\\0' $#; printf '%s\\0' "$@"; } >> "$RECORD"; }
${PROGRAMS.map((program) => `${program}() { record ${program} "$@"${program === 'aws' ? '; echo ACTIVE' : ''}; }`).join('\n')}
`;

/** Values that a reader has: outputs of the stack, and a token from a mail. */
const READERS_VALUES = {
  TABLE: 'a-table',
  BUCKET: 'a-bucket',
  TOKEN: 'a-token',
  QUEUE: 'a-queue',
  FUNCTION: 'a-function',
};

/** The commands of all shell blocks of `page`, in order. Throws what bash says where a block is not valid. */
export function recordCommands(page: string, values: Record<string, string> = {}): RecordedCommand[] {
  const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  const record = join(folder, 'commands');
  try {
    const script = [PRELUDE, ...shellBlocks(readPage(page))].join('\n');
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eu', '-c', script], {
      encoding: 'utf8',
      // For `read`; no program of the machine can be called.
      input: 'a key\nanother\n',
      env: { RECORD: record, PATH: folder, ...READERS_VALUES, ...values },
    });
    if (status !== 0) throw new Error(`The commands of ${page} fail: ${stderr}`);
    return parse(readFileSync(record, 'utf8').split('\0').slice(0, -1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function parse(words: readonly string[]): RecordedCommand[] {
  const commands: RecordedCommand[] = [];
  for (let i = 0; i < words.length; ) {
    const end = i + 1 + Number(words[i]);
    commands.push(words.slice(i + 1, end));
    i = end;
  }
  return commands;
}
