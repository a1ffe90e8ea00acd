/** The commands of the documentation as a shell passes them on: each page's blocks run by bash with functions for the programs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAGES, readPage, shellBlocks } from './pages';

/** Pages whose commands have tests of their own: they need another machine, or other programs. */
const OTHER_PAGES = ['docs/home-server.md', 'docs/recipes.md'];

export const RECORDED_PAGES = PAGES.filter((page) => !OTHER_PAGES.includes(page));

/** Program and arguments. */
export type RecordedCommand = readonly string[];

/** What the documented commands call. Anything else that a page calls fails the recording. */
const PROGRAMS = ['npm', 'npx', 'aws', 'git'];

/** Records number and text of the arguments. `aws` prints the status that RUNBOOK.md waits for. */
const PRELUDE = `
record() { { printf '%d\\0' $#; printf '%s\\0' "$@"; } >> "$RECORD"; }
${PROGRAMS.map((program) => `${program}() { record ${program} "$@"${program === 'aws' ? '; echo ACTIVE' : ''}; }`).join('\n')}
`;

/** Values that a reader has: names and outputs of the stack, and a token from a mail. */
const READERS_VALUES = {
  TABLE: 'a-table',
  BUCKET: 'a-bucket',
  TOKEN: 'a-token',
  QUEUE: 'a-queue',
  FUNCTION: 'a-function',
};

/** A command of the AWS CLI within a sentence; `…` stands for a value. */
const inlineAwsCommands = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`(aws [^`]+)`/g)]
    .map(([, command = '']) => command.replaceAll('\n', ' ').replaceAll('…', 'a-value'))
    .filter((command) => command.includes(' --'));

/**
 * The commands of all shell blocks of `page`, in order, then those of the AWS CLI within its sentences. Throws what bash
 * says where one is not valid.
 */
export function recordCommands(page: string, values: Record<string, string> = {}): RecordedCommand[] {
  const folder = mkdtempSync(join(tmpdir(), 'documentation-'));
  const record = join(folder, 'commands');
  try {
    writeFileSync(record, '');
    const text = readPage(page);
    const script = [PRELUDE, ...shellBlocks(text), ...inlineAwsCommands(text)].join('\n');
    const { status, stderr } = spawnSync('/bin/bash', ['--noprofile', '--norc', '-eu', '-c', script], {
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
