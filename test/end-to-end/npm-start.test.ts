/** `npm start` as somebody types it: a process of its own, a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { type Item, unmarshallRow } from '../../functions/history/marshall';
import { openLocalHistory } from '../../infra/local/history';
import { CANARY, expectNoSecrets } from '../support/no-secrets';

const PROJECT = join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const [, entry = ''] = scripts.start.split(' ');

/** A busy machine synthesizes slowly. */
const PATIENCE = 120_000;
jest.setTimeout(PATIENCE);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Ended = { code: number | null; stdout: string; stderr: string };

function start(flags: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(PROJECT, entry), '--folder', folder, ...flags],
    {
      cwd: PROJECT,
      env: { PATH: process.env.PATH, HOME: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...said })));
  return { child, ended, said: (text: string) => heard(child, said, text) };
}

/** Resolves when the process has written `text` to stderr. */
const heard = (child: ChildProcess, said: { stderr: string }, text: string) =>
  new Promise<void>((resolve) => {
    const look = () => said.stderr.includes(text) && resolve();
    child.stderr?.on('data', look);
    look();
  });

async function rows(): Promise<Item[]> {
  const history = await openLocalHistory(folder);
  const found: Item[] = [];
  const pages = paginateScan({ client: history.client }, { TableName: history.tableName });
  for await (const { Items = [] } of pages) found.push(...Items);
  await history.stop();
  return found;
}

/** Processes that have something to do with this test's folder, by /proc; none where there is no /proc. */
function processesIn(path: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((text) => text.includes(path));
}

/** The present may become another slot between two starts. */
const AT = ['--at', '2026-11-22T06:10:00Z'];

/** Settings that would break everything, were they taken. */
const SOMEBODYS_AWS = {
  AWS_PROFILE: 'no-such-profile',
  AWS_REGION: 'nowhere-1',
  AWS_ACCESS_KEY_ID: 'someone',
  AWS_SECRET_ACCESS_KEY: 'else',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
};

it('prints the snapshot of the current slot, and the next time says that it is there already', async () => {
  const first = await start(AT, SOMEBODYS_AWS).ended;
  const afterFirst = await rows();
  const second = await start(AT).ended;

  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^captured$/m) });
  expect(first.stdout).toMatch(
    /account +main\nslot +2026-11-22T06:00:00Z\ncaptured at +2026-11-22T06:00:\S+Z\n/,
  );
  expect(first.stdout).toMatch(/│ spot +│ ETH +│ +44\.376922000000002373 │ +0 │/);
  expect(first.stderr).toContain('npm run report -- balances --account main --local');
  expect(afterFirst).toHaveLength(1);
  expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/^already-captured$/m) });
  expect(second.stdout).toBe(first.stdout);
  expect(await rows()).toEqual(afterFirst);
});

it('fills the slots behind the current one, and after a kill -9 those that are still missing', async () => {
  const killed = start([...AT, '--slots', '48', '--failures', '--verbose']);
  await killed.said('Snapshot captured');
  killed.child.kill('SIGKILL');
  const cut = await killed.ended;
  const before = await rows();

  const again = await start([...AT, '--slots', '48', '--failures', '--verbose']).ended;

  expect(before.length).toBeGreaterThan(0);
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining(`${before.length} there already`) });
  const after = await rows();
  expect(after).toEqual(expect.arrayContaining(before));
  // Four of the 47 behind the current one never ran.
  expect(after).toHaveLength(44);
  const outcomes = after
    .map(unmarshallRow)
    .map((row) => (row.status === 'captured' ? 'captured' : row.failure.reason));
  expect(new Set(outcomes)).toEqual(
    new Set(['captured', 'ip-not-whitelisted', 'exchange-unavailable', 'banned']),
  );
  expectNoSecrets([cut, again, after], ['demo-api-key', 'demo-secret-key']);
});

it('lets one of two at once do its work and says in one sentence why the other does not', async () => {
  const both = [start(), start()];

  const ended = await Promise.all(both.map(({ ended }) => ended));

  expect(ended.map(({ code }) => code).sort()).toEqual([0, 1]);
  const refused = ended.find(({ code }) => code === 1);
  expect(refused?.stderr).toMatch(/^error: .* is in use by another process.*\n$/);
  expect(refused?.stdout).toBe('');
});

it.each(['Synthesizing', 'Filling'])(
  'ends on Ctrl-C while it is %s, and leaves no process behind',
  async (step) => {
    const { child, ended, said } = start(['--slots', '5000']);
    await said(step);

    child.kill('SIGINT');

    expect(await ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining('rror') });
    expect(processesIn(folder)).toEqual([]);
  },
);

it.each([
  ['BINGX_API_KEY and BINGX_SECRET_KEY', {}],
  ['BINGX_SECRET_KEY', { BINGX_API_KEY: CANARY.apiKey }],
])('refuses --live without %s', async (missing, env) => {
  const { code, stdout, stderr } = await start(['--live'], env).ended;

  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: --live wants ${missing} in the environment\n`,
  });
});

it('names the accounts that there are where the one that is asked for is none', async () => {
  const { code, stdout, stderr } = await start(['--account', 'mian']).ended;

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/\nerror: there is no account "mian" in cdk\.json; it has main\n$/);
});

it('says so of a folder that cannot be made', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');

  const { code, stderr } = await start(['--folder', join(file, 'history')]).ended;

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: ${join(file, 'history')} cannot be made a folder (ENOTDIR)\n`,
  });
});

it.each([
  [['--slots', '0']],
  [['--bogus']],
  [['--at', 'noon']],
  [['--live', '--slots', '3']],
  [['--live', '--failures']],
  [['--folder', '']],
])('takes %j for wrong usage', async (flags) => {
  const { code, stdout, stderr } = await start(flags).ended;

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: .*\n$/);
});
