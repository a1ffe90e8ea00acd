/** A local history that cannot be opened or read is explained in one sentence. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { historyFolder } from '../../../infra/local/history';
import { explainHistoryError } from '../../../infra/local/history-errors';
import { createHistoryTable, writeRows } from '../../support/dynamodb';
import { captured, hours } from '../../support/slots';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');
const NOBODY = 65_534;

describe('a local history', () => {
  const parent = mkdtempSync(join(tmpdir(), 'history-errors-'));
  const intact = join(parent, 'intact');
  beforeAll(async () => {
    const dynamodb = await startDynamoDb({ folder: historyFolder(intact) });
    const table = await createHistoryTable(dynamodb.client);
    const held = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`ASSET${i}`, `${i}.5`]));
    const slots = hours('2026-01-01T00:00:00Z', 500);
    await writeRows(
      dynamodb.client,
      table,
      slots.map((slot) => captured({ slot, held })),
    );
    await dynamodb.stop();
    // The second start compacts the log into blocks.
    await (await startDynamoDb({ folder: historyFolder(intact) })).stop();
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  function copy(name: string): string {
    const folder = join(parent, name);
    cpSync(intact, folder, { recursive: true });
    return folder;
  }
  const filesOf = (folder: string, pattern: RegExp) =>
    readdirSync(historyFolder(folder))
      .filter((name) => pattern.test(name))
      .map((name) => join(historyFolder(folder), name));

  const output = join(parent, 'report.json');
  const run = (command: string, args: string[], uid?: number) =>
    new Promise<{ exitCode: number; stderr: string }>((resolve) => {
      const child = execFile(
        process.execPath,
        ['--require', 'tsx/cjs', join('infra', 'local', command), ...args],
        { cwd: ROOT, uid, gid: uid },
        (_, _stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stderr }),
      );
    });
  const report = (folder: string, uid?: number) =>
    run('report.ts', ['history', '--format', 'json', '--local', folder, '--output', output], uid);
  const damaged = (folder: string) =>
    new RegExp(
      `^The history in ${folder} is damaged: restore a copy of the folder, or move it away and start a new one \\(.+\\)\\.\\n$`,
    );

  it('with damaged records is reported as damaged', async () => {
    const folder = copy('records');
    writeFileSync(join(historyFolder(folder), 'CURRENT'), 'garbage\n');

    const { exitCode, stderr } = await report(folder);

    expect(stderr).toMatch(damaged(folder));
    expect(exitCode).toBe(1);
  });

  it('with damaged blocks is reported as damaged on reading, and leaves no partial report', async () => {
    const folder = copy('blocks');
    for (const file of filesOf(folder, /\.ldb$/)) {
      const bytes = readFileSync(file);
      writeFileSync(file, bytes.fill(0xa5, 1000, bytes.length - 1000));
    }

    const { exitCode, stderr } = await report(folder);

    expect(stderr).toMatch(damaged(folder));
    expect(exitCode).toBe(1);
    expect(readdirSync(parent).filter((name) => /part|report/.test(name))).toEqual([]);
  });

  it('with damaged records is reported by npm start before anything is started', async () => {
    const folder = copy('start-records');
    writeFileSync(join(historyFolder(folder), 'CURRENT'), 'garbage\n');

    const { exitCode, stderr } = await run('start.ts', ['--folder', folder]);

    expect(stderr).toMatch(new RegExp(`^error: The history in ${folder} is damaged: .+\\n$`));
    expect(exitCode).toBe(1);
  });

  it('that is a file cannot be opened', async () => {
    const folder = join(parent, 'file');
    mkdirSync(folder);
    writeFileSync(historyFolder(folder), 'not a folder');

    const { exitCode, stderr } = await report(folder);

    expect(stderr).toMatch(/^The history in \S+ cannot be opened.*: EEXIST: .*\.\n$/);
    expect(exitCode).toBe(1);
  });

  // Only root can switch to another user.
  (process.getuid?.() === 0 ? it : it.skip)('without write permission cannot be opened', async () => {
    const folder = copy('read-only');
    chmodSync(parent, 0o755);

    const { exitCode, stderr } = await report(folder, NOBODY);

    expect(stderr).toMatch(new RegExp(`^The history in ${folder} cannot be opened.*\\n$`));
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['Error', 'LEVEL_IO_ERROR', 'IO error: /h/000005.log: No space left on device', 'the disk is full'],
    ['Error', 'LEVEL_IO_ERROR', 'IO error: /h/LOCK: Read-only file system', 'its file system is read-only'],
    ['Error', 'EACCES', 'EACCES: permission denied, mkdir /h', 'permission denied'],
  ])('with %s %s is explained with the next step', (name, code, message, reason) => {
    const cause = Object.assign(new Error(message), { name, code });

    const sentence = explainHistoryError(new Error('Database failed to open', { cause }), '/h');

    expect(sentence).toContain(`The history in /h cannot be opened for writing: ${reason}; `);
    expect(sentence).toContain(`(${message}).`);
  });
});
