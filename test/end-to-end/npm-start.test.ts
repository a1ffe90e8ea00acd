/** `npm start` as a user runs it: in a process and a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { type Item, unmarshallRow } from '../../functions/history/marshall';
import { openLocalHistory } from '../../infra/local/history';
import { lockFolder } from '../../infra/local/lock';
import { assemblyFolder } from '../support/assembly';
import { CANARY, expectNoSecrets } from '../support/no-secrets';

const PROJECT = join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const [, entry = ''] = scripts.start.split(' ');

// Synthesis is slow on a busy machine.
jest.setTimeout(120_000);

/** Synthesized once: only the tests of the synthesis itself start without it. */
let assembly: string[];
beforeAll(async () => {
  assembly = ['--assembly', await assemblyFolder()];
});

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
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
    });
  }
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  return { child, ended, printed: (text: string) => waitForOutput(child, output, text) };
}

/** Resolves when the process has written `text` to stderr. */
const waitForOutput = (child: ChildProcess, output: { stderr: string }, text: string) =>
  new Promise<void>((resolve) => {
    const check = () => output.stderr.includes(text) && resolve();
    child.stderr?.on('data', check);
    check();
  });

async function rows(): Promise<Item[]> {
  const history = await openLocalHistory(folder);
  const found: Item[] = [];
  const pages = paginateScan({ client: history.client }, { TableName: history.tableName });
  for await (const { Items = [] } of pages) found.push(...Items);
  await history.stop();
  return found;
}

/** Processes that mention `path`, by /proc; none on systems without /proc. */
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

/** A fixed time: the current slot may change between two starts. */
const at = (...flags: string[]) => [...assembly, '--at', '2026-11-22T06:10:00Z', ...flags];

/** AWS settings of the user, which would break the run if they were used. */
const USER_SETTINGS = {
  AWS_PROFILE: 'no-such-profile',
  AWS_REGION: 'nowhere-1',
  AWS_ACCESS_KEY_ID: 'someone',
  AWS_SECRET_ACCESS_KEY: 'else',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
};

it('prints the snapshot of the current slot, and does not change it the next time', async () => {
  const first = await start(at(), USER_SETTINGS).ended;
  const afterFirst = await rows();
  const second = await start(at()).ended;

  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^captured$/m) });
  expect(first.stdout).toMatch(
    /account +main\nslot +2026-11-22T06:00:00Z\ncaptured at +2026-11-22T06:00:\S+Z\n/,
  );
  expect(first.stdout).toMatch(/│ Spot Account +│ ETH +│ +44\.376922000000002373 │ +0 │/);
  expect(first.stderr).toContain('npm run report -- balances --account main --local');
  expect(afterFirst).toHaveLength(1);
  expect(second).toMatchObject({ code: 0, stderr: expect.stringMatching(/^already-captured$/m) });
  expect(second.stdout).toBe(first.stdout);
  expect(await rows()).toEqual(afterFirst);
});

it('fills the slots before the current one, and resumes after a kill -9', async () => {
  const killed = start(at('--slots', '48', '--failures', '--verbose'));
  await killed.printed('Snapshot captured');
  killed.child.kill('SIGKILL');
  const interrupted = await killed.ended;
  const before = await rows();

  const again = await start(at('--slots', '48', '--failures', '--verbose')).ended;

  expect(before.length).toBeGreaterThan(0);
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`${before.length} already present`),
  });
  const after = await rows();
  expect(after).toEqual(expect.arrayContaining(before));
  // Four of the 47 slots before the current one did not run.
  expect(after).toHaveLength(44);
  const outcomes = after
    .map(unmarshallRow)
    .map((row) => (row.status === 'captured' ? 'captured' : row.failure.reason));
  expect(new Set(outcomes)).toEqual(
    new Set(['captured', 'ip-not-whitelisted', 'exchange-unavailable', 'banned']),
  );
  expectNoSecrets([interrupted, again, after], ['demo-api-key', 'demo-secret-key']);
});

it('refuses a folder that another process uses, with one error', async () => {
  const unlock = await lockFolder(folder);

  const refused = await start().ended;
  await unlock();

  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^error: .* is in use by another process.*\n$/);
});

it.each([
  ['Synthesizing', () => []],
  ['Filling', () => assembly],
])('stops on Ctrl-C while %s, and leaves no process behind', async (step, flags) => {
  const { child, ended, printed } = start([...flags(), '--slots', '5000']);
  await printed(step);

  child.kill('SIGINT');

  expect(await ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining('rror') });
  expect(processesIn(folder)).toEqual([]);
});

it.each([
  ['BINGX_API_KEY and BINGX_SECRET_KEY', {}],
  ['BINGX_SECRET_KEY', { BINGX_API_KEY: CANARY.apiKey }],
])('refuses --live without %s', async (missing, env) => {
  const { code, stdout, stderr } = await start(['--live'], env).ended;

  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: --live requires ${missing} in the environment\n`,
  });
});

it('lists the accounts when the requested one is unknown', async () => {
  const { code, stdout, stderr } = await start([...assembly, '--account', 'mian']).ended;

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/\nerror: account "mian" is not in cdk\.json, which has main\n$/);
});

it('fails with one error when the folder cannot be created', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');

  const { code, stderr } = await start(['--folder', join(file, 'history')]).ended;

  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: ${join(file, 'history')} cannot be created (ENOTDIR).\n`,
  });
});

it.each([
  [['--slots', '0']],
  [['--bogus']],
  [['--at', 'noon']],
  [['--live', '--slots', '3']],
  [['--live', '--failures']],
  [['--folder', '']],
])('rejects %j as a usage error', async (flags) => {
  const { code, stdout, stderr } = await start(flags).ended;

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: .*\n$/);
});
