/** The report command as a process: signals, closed pipes and full disks. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DynamoDb, startDynamoDb } from '../../infra/local/emulators/dynamodb';
import { createHistoryTable, ENGINE_CREDENTIALS, writeRows } from '../support/dynamodb';
import { temporaryFile } from '../support/run-report';
import { captured, hours } from '../support/slots';

jest.setTimeout(60_000);

type Redirections = Partial<Record<'stdout' | 'stderr', number | 'pipe'>>;

const ROOT = join(__dirname, '..', '..');

describe('the process', () => {
  let engine: DynamoDb;
  let table: string;
  const running: ChildProcess[] = [];
  beforeAll(async () => {
    engine = await startDynamoDb();
    table = await createHistoryTable(engine.client);
    const held = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`ASSET${i}`, `${i}.5`]));
    await writeRows(
      engine.client,
      table,
      hours('2026-01-01T00:00:00Z', 200).map((slot) => captured({ slot, held })),
    );
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await engine.stop();
  });

  const start = (...args: string[]) => startWith({}, ...args);

  /** `stdout` and `stderr` may be files that are open here; else they are pipes. */
  function startWith({ stdout = 'pipe', stderr: errors = 'pipe' }: Redirections, ...args: string[]) {
    const child = spawn(
      process.execPath,
      ['--require', 'tsx/cjs', join('infra', 'local', 'report.ts'), ...args, '--table', table],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          AWS_ENDPOINT_URL_DYNAMODB: engine.url,
          AWS_REGION: 'local',
          AWS_ACCESS_KEY_ID: ENGINE_CREDENTIALS.accessKeyId,
          AWS_SECRET_ACCESS_KEY: ENGINE_CREDENTIALS.secretAccessKey,
        },
        stdio: ['ignore', stdout, errors],
      },
    );
    running.push(child);
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, stderr }));
    return { child, ended };
  }

  // Modules that are loaded only for some commands are found by another loader than in these tests.
  it('makes a statement and verifies it', async () => {
    const file = temporaryFile('statement.json');
    const at = ['--account', 'main', '--at', '2026-01-05'];

    const made = await start('statement', ...at, '--format', 'json', '--output', file).ended;
    const verified = await start('verify', file).ended;

    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('ends without an error when the reader closes the pipe', async () => {
    const { child, ended } = start(
      'history',
      '--account',
      'main',
      '--to',
      '2026-01-10',
      '--format',
      'ndjson',
    );

    await once(child.stdout ?? child, 'data');
    child.stdout?.destroy();

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
  });

  it.each([
    { signal: 'SIGINT', exitCode: 130 },
    { signal: 'SIGTERM', exitCode: 143 },
    { signal: 'SIGHUP', exitCode: 129 },
  ] as const)(
    'ends quietly on $signal while it waits for an answer, and leaves no file half-written',
    async ({ signal, exitCode }) => {
      engine.stubAlways('Query', { before: { fault: 'hang' } });
      const query = engine.nextRequest('Query');
      const file = temporaryFile('never.csv');
      const { child, ended } = start('history', '--account', 'main', '--format', 'csv', '--output', file);

      await query;
      child.kill(signal);

      expect(await ended).toEqual({ exitCode, signal: null, stderr: '' });
      expect(readdirSync(dirname(file))).toEqual([]);
      engine.stubAlways('Query', undefined);
    },
  );

  it('ends on a signal while the reader of its named pipe has stopped reading', async () => {
    const pipe = temporaryFile('pipe');
    execFileSync('mkfifo', [pipe]);
    const { child, ended } = start(
      'history',
      '--account',
      'main',
      '--to',
      '2026-01-10',
      '--format',
      'ndjson',
      '--output',
      pipe,
    );
    const reader = createReadStream(pipe);
    await once(reader, 'readable');

    child.kill('SIGTERM');

    expect(await ended).toEqual({ exitCode: 143, signal: null, stderr: '' });
    reader.destroy();
  });

  it('writes to a named pipe at the reader’s speed', async () => {
    const pipe = temporaryFile('pipe');
    execFileSync('mkfifo', [pipe]);
    const { ended } = start(
      'history',
      '--account',
      'main',
      '--to',
      '2026-01-09T07:00Z',
      '--format',
      'ndjson',
      '--output',
      pipe,
    );

    const lines = (await readFile(pipe, 'utf8')).trimEnd().split('\n');

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(lines).toHaveLength(200 * 50);
  });

  it('reports a full disk under standard output in one sentence', async () => {
    const full = openSync('/dev/full', 'w');
    const { ended } = startWith({ stdout: full }, 'balances', '--account', 'main', '--at', '2026-01-02');
    closeSync(full);

    expect(await ended).toEqual({
      exitCode: 1,
      signal: null,
      stderr: 'Standard output cannot be written: the disk is full; free some space, or use another disk.\n',
    });
  });

  it('keeps its exit code with a full disk under standard error', async () => {
    const full = openSync('/dev/full', 'w');
    const { ended } = startWith({ stderr: full }, 'balances', '--account', 'mian');
    closeSync(full);

    expect(await ended).toEqual({ exitCode: 1, signal: null, stderr: '' });
  });

  it('prints help to a closed pipe without an error', async () => {
    const { child, ended } = start('--help');
    child.stdout?.destroy();

    expect(await ended).toMatchObject({ signal: null, stderr: '' });
  });

  it.each(['html', 'history --format parquet', 'history --format csv'])(
    'writes %s into a file',
    async (command) => {
      const file = temporaryFile('report');
      const { ended } = start(
        ...command.split(' '),
        '--account',
        'main',
        '--to',
        '2026-01-09T07:00Z',
        '--output',
        file,
      );

      expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
      expect(statSync(file).size).toBeGreaterThan(1000);
    },
  );

  it('writes only the report to standard output, and nothing to standard error', async () => {
    const { child, ended } = start('balances', '--account', 'main', '--at', '2026-01-02', '--format', 'json');
    let stdout = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
    });

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ account: 'main', slot: '2026-01-02T23:00:00Z' });
  });

  it('writes nothing to standard error with many accounts in parallel', async () => {
    const accounts = Array.from({ length: 8 }, (_, i) => `account-${i}`);
    const [slot = ''] = hours('2026-01-01T00:00:00Z', 1);
    await writeRows(
      engine.client,
      table,
      accounts.map((account) => captured({ account, slot, held: { BTC: '1' } })),
    );

    const { ended } = start('changes', '--account', ...accounts, '--from', slot, '--to', slot);

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
  });
});
