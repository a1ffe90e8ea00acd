/** The report command as a process of its own: Ctrl-C and a pipe that is closed end it quietly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDb, startDynamoDb } from '../../../infra/local/engines/dynamodb';
import { createHistoryTable, ENGINE_CREDENTIALS, writeRows } from '../../support/dynamodb';
import { temporaryFile } from '../../support/run-report';
import { captured, hours } from '../../support/slots';

jest.setTimeout(60_000);

const ROOT = join(__dirname, '..', '..', '..');

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

  function start(...args: string[]) {
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
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    running.push(child);
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const ended = once(child, 'close').then(([exitCode, signal]) => ({ exitCode, signal, stderr }));
    return { child, ended };
  }

  it('ends quietly when whoever reads it has read enough', async () => {
    const { child, ended } = start(
      'history',
      '--account',
      'main',
      '--to',
      '2026-01-10',
      '--format',
      'ndjson',
    );

    await once(child.stdout, 'data');
    child.stdout.destroy();

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
  });

  it('ends quietly on Ctrl-C, and leaves no file half-written', async () => {
    engine.scriptAlways('Query', { before: { fault: 'hang' } });
    const asked = engine.nextRequest('Query');
    const file = temporaryFile('never.csv');
    const { child, ended } = start('history', '--account', 'main', '--format', 'csv', '--output', file);

    await asked;
    child.kill('SIGINT');

    expect(await ended).toEqual({ exitCode: 130, signal: null, stderr: '' });
    engine.scriptAlways('Query', undefined);
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

  it('writes nothing but the report to standard output, and nothing at all to standard error', async () => {
    const { child, ended } = start('balances', '--account', 'main', '--at', '2026-01-02', '--format', 'json');
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });

    expect(await ended).toEqual({ exitCode: 0, signal: null, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ account: 'main', slot: '2026-01-02T23:00:00Z' });
  });

  it('writes nothing to standard error when many accounts are asked for side by side', async () => {
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
