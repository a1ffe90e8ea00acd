/** `npm run serve` as the home server runs it: one file, whose wrong options each give one sentence. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundleServer, PROJECT } from '../../infra/home-server/bundle';
import { lockFolder } from '../../infra/local/lock';
import { deployedStack } from '../support/assembly';

const UNIT = join(PROJECT, 'infra/home-server/balance-history.service');

jest.setTimeout(120_000);

let program: string;
let folder: string;
let keysFile: string;
beforeAll(async () => {
  program = mkdtempSync(join(tmpdir(), 'home-server-'));
  await bundleServer(program);
  symlinkSync(join(PROJECT, 'node_modules'), join(program, 'node_modules'));
  folder = join(program, 'history');
  keysFile = join(program, 'keys.json');
  writeFileSync(keysFile, '{"main":{"apiKey":"a","secretKey":"s"}}', { mode: 0o600 });
});
afterAll(() => rmSync(program, { recursive: true, force: true }));

const ENVIRONMENT = { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };

function run(...args: string[]) {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(program, 'serve.js'), ...args], {
    encoding: 'utf8',
    env: ENVIRONMENT,
  });
  return { status, stderr, stdout };
}

it.each<[args: string[], status: number, sentence: RegExp]>([
  [['--wallets'], 2, /^error: unknown option '--wallets'\n$/],
  [['--keys', 'keys.json'], 2, /^error: --keys requires --live\n$/],
  [['--live'], 2, /^error: --live requires BINGX_API_KEY and BINGX_SECRET_KEY in the environment\n$/],
  [['--notify', 'slack'], 2, /It must be an http\(s\) URL, or ntfy: and such a URL\.\n$/],
  [['--ping', 'main=slack'], 2, /It must be an http\(s\) URL, or ACCOUNT= and such a URL\.\n$/],
  [['--live', '--keys', 'none.json'], 1, /^error: Keys file none\.json cannot be read \(ENOENT\)\.\n$/],
])('answers %j with exit code %i and one sentence', (args, status, sentence) => {
  const result = run(...args);

  expect(result.stderr).toMatch(sentence);
  expect(result.stderr.trim().split('\n')).toHaveLength(1);
  expect(result.status).toBe(status);
});

it('refuses a keys file that others can read', () => {
  chmodSync(keysFile, 0o640);

  const { status, stderr } = run('--live', '--keys', keysFile, '--folder', folder);

  chmodSync(keysFile, 0o600);
  expect(stderr).toBe(
    `error: Keys file ${keysFile} must be readable by its owner only; run chmod 600 on it.\n`,
  );
  expect(status).toBe(1);
});

it('refuses a folder that another server uses', async () => {
  const unlock = await lockFolder(folder);

  const { status, stderr } = run('--folder', folder);

  await unlock();
  expect(stderr).toBe(
    `error: ${folder} is in use by another process (npm start, npm run serve or a report). Try again when it has finished.\n`,
  );
  expect(status).toBe(1);
});

it('ends within seconds by SIGTERM with exit code 0, also during a snapshot', async () => {
  const { snapshot } = await deployedStack({
    accounts: [{ id: 'main', schedule: 'rate(1 minute)' }],
  });
  // The bundled functions are in the assembly's folder.
  const assembly = dirname(snapshot.codeFolder);
  const child = spawn(
    process.execPath,
    [join(program, 'serve.js'), '--assembly', assembly, '--folder', folder],
    { stdio: ['ignore', 'ignore', 'pipe'], env: ENVIRONMENT },
  );
  let output = '';
  const ended = new Promise((resolve) => child.on('close', resolve));
  const serving = new Promise<void>((resolve) => {
    child.stderr.on('data', (text) => {
      output += text;
      // The slots of the last minutes are taken at once.
      if (output.includes('Serving main')) resolve();
    });
  });
  await Promise.race([serving, ended]);

  child.kill('SIGTERM');

  expect([await ended, output]).toEqual([0, expect.not.stringMatching(/failed|error/)]);
});

describe('the systemd unit', () => {
  const unit = readFileSync(UNIT, 'utf8');

  it('uses options that the command has', () => {
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
    const { stdout } = run('--help');

    for (const option of command.match(/--[a-z]+/g) ?? []) expect(stdout).toContain(option);
  });

  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

  (hasSystemd ? it : it.skip)('is valid, and has at most the documented exposure', () => {
    const verified = spawnSync('systemd-analyze', ['verify', UNIT], { encoding: 'utf8' });
    const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=14', UNIT]);

    expect(verified.stderr).not.toContain('balance-history');
    expect(security.status).toBe(0);
  });
});
