/**
 * `npm run mutation`: changes the functions line by line and sees whether a test notices. Without arguments all of
 * `functions/` but the command lines; with some, those folders or files.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const STRYKER = join(__dirname, 'node_modules', '.bin', 'stryker');
const FOLDERS = ['bingx', 'history', 'snapshot', 'report', 'replay'].map((folder) => `functions/${folder}`);
/** What only a process of its own runs: the end-to-end tests see to it. */
const COMMAND_LINES = ['main.ts', 'command-line.ts', 'handler.ts'];

if (!existsSync(STRYKER))
  spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: __dirname, stdio: 'inherit' });
const named = process.argv.slice(2);
const patterns = (named.length > 0 ? named : FOLDERS).map((path) =>
  path.endsWith('.ts') ? path : `${path}/**/*.ts`,
);
const { status } = spawnSync(
  STRYKER,
  [
    'run',
    join(__dirname, 'stryker.config.mjs'),
    '--mutate',
    [...patterns, ...COMMAND_LINES.map((file) => `!functions/**/${file}`)].join(','),
  ],
  {
    cwd: ROOT,
    stdio: 'inherit',
  },
);
process.exitCode = status ?? 1;
