/** The account check: the deployed function reports and writes nothing, and `npm run check-account` prints the report. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyCheck } from '../../functions/report/statement/parse-check';
import { PATHS } from '../../infra/local/fake-bingx/server';
import { assemblyFolder } from '../support/assembly';
import { CANARY, expectNoSecrets } from '../support/no-secrets';
import { ACCOUNT, type RunningStack, runStack, SECRET } from '../support/running-stack';
import { SNAPSHOT_PATHS } from '../support/snapshot-paths';

// Synthesis is slow on a busy machine.
jest.setTimeout(120_000);

describe('the deployed function', () => {
  let running: RunningStack;
  beforeAll(async () => {
    running = await runStack();
  });
  afterAll(() => running.stop());

  const event = { check: true, account: ACCOUNT, secretId: SECRET };

  it('reports a ready account with one request to each endpoint, and writes nothing', async () => {
    const result = await running.invoke(event);

    expect(result).toMatchObject({ kind: 'returned', payload: { account: ACCOUNT, ready: true } });
    const paths = running.exchange.requests.map(({ path }) => path);
    expect(paths.sort()).toEqual([PATHS.serverTime, ...SNAPSHOT_PATHS, PATHS.apiPermissions].sort());
    expect(running.exchange.violations).toEqual([]);
    expect(await running.items()).toEqual([]);
    expect(result.lines.filter(({ text }) => text.includes('_aws'))).toEqual([]);
  });

  it('reads a corrected key in a warm function', async () => {
    running.stack.secrets.put(SECRET, JSON.stringify({ ...CANARY, apiKey: 'mistyped' }));
    const before = await running.invoke(event);
    running.stack.secrets.put(SECRET, JSON.stringify(CANARY));
    const after = await running.invoke(event);

    expect([before, after]).toMatchObject([{ payload: { ready: false } }, { payload: { ready: true } }]);
    expect(after.cold).toBe(false);
  });
});

describe('npm run check-account', () => {
  const PROJECT = join(__dirname, '..', '..');
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const [, entry = ''] = scripts['check-account'].split(' ');
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'check-account-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function command(...flags: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(
      process.execPath,
      ['--require', require.resolve('tsx/cjs'), join(PROJECT, entry), ...flags],
      { cwd: PROJECT, env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })));
  }

  it('prints the results, and with --shapes the structure of each answer without any value', async () => {
    const { code, stdout, stderr } = await command('main', '--shapes', '--assembly', await assemblyFolder());

    expect(stdout).toMatch(/^ok +secret .*\n(ok .*\n){13}\n/);
    expect(stdout).toMatch(/\nmain is ready\.\n/);
    for (const wallet of ['fund', 'USDTMPerp', 'coinMPerp', 'stdFutures']) {
      expect(stdout).toContain(`The wallet ${wallet} can be read`);
    }
    expect(stderr).not.toMatch(/error/i);
    const shapes = JSON.parse(/\n(\{\n[\s\S]*\n\})\n/.exec(stdout)?.[1] ?? '');
    expect(Object.keys(shapes)).toEqual(
      expect.arrayContaining(['spot', 'fund', 'allAccountBalance', 'ticker']),
    );
    expect(shapes.fund).toMatchObject({
      code: '0',
      shape: { data: { assets: { items: [{ asset: 'string', free: 'number', locked: 'number' }] } } },
    });
    expect(code).toBe(0);
  });

  it('prints with --json what report statement --check reads', async () => {
    const { code, stdout } = await command('main', '--json', '--assembly', await assemblyFolder());

    const file = join(folder, 'check.json');
    writeFileSync(file, stdout);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      account: 'main',
      ready: true,
      key: { mayRead: true, extraPermissions: [], isIpRestricted: false },
    });
    expect(result.checkedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(readKeyCheck(file, 'main')).toEqual({ ...result.key, checkedAt: result.checkedAt });
    expect(code).toBe(0);
  });

  it('rejects an unknown account as a usage error', async () => {
    const { code, stderr } = await command('unknown', '--assembly', await assemblyFolder());

    expect(stderr).toMatch(/error: account "unknown" is not in cdk\.json, which has main\n$/);
    expect(code).toBe(2);
  });

  it.each([
    ['an unknown flag', ['--lve'], /unknown option/],
    ['no keys for --live', ['main', '--live'], /BINGX_API_KEY and BINGX_SECRET_KEY/],
    ['keys without --live', ['main', '--keys', 'keys.json'], /--keys requires --live/],
    ['two accounts', ['main', 'other'], /too many arguments/],
  ])('exits with 2 for %s', async (_what, flags, message) => {
    const { code, stderr } = await command(...flags);

    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('prints its help', async () => {
    const { code, stdout } = await command('--help');

    expect(stdout).toContain('npm run check-account -- main --live');
    expect(code).toBe(0);
    expectNoSecrets(stdout, [CANARY.apiKey]);
  });
});
