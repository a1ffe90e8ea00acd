/** `npm run build-home-server -- FOLDER`: everything that `npm run serve` needs at run time, without the CDK. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { synthesize } from '../local/template/synthesize';
import { lockOf } from './lock-of';

const PROJECT = join(__dirname, '..', '..');

/** Packages with native code, or with files that they load by name; installed beside the bundle. */
const INSTALLED = ['aws-lambda-ric', 'classic-level', 'dynalite'];

/** Only used to synthesize, which is done here. */
const NOT_NEEDED = ['aws-cdk-lib', 'constructs', 'esbuild', 'tsx'];

/** Preloaded into the sandboxes by file name. */
const PRELOADED = ['clock.cjs', 'native-client.cjs'];

async function buildHomeServer(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await synthesize(join(folder, 'assembly'));
  await build({
    entryPoints: [join(PROJECT, 'infra/local/serve.ts')],
    outfile: join(folder, 'serve.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: [...INSTALLED, ...NOT_NEEDED],
    logLevel: 'warning',
  });
  for (const file of PRELOADED) {
    copyFileSync(join(PROJECT, 'infra/local/function', file), join(folder, file));
  }
  const { engines } = readProjectJson('package.json');
  const lock = lockOf(INSTALLED, readProjectJson('package-lock.json'));
  const manifest = { name: lock.name, private: true, engines, dependencies: lock.packages['']?.dependencies };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, 'package-lock.json'), `${JSON.stringify(lock, null, 2)}\n`);
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

const readProjectJson = (name: string) => JSON.parse(readFileSync(join(PROJECT, name), 'utf8'));

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('error: a folder is required: npm run build-home-server -- FOLDER');
  process.exitCode = 2;
} else {
  void buildHomeServer(resolve(folder)).catch((error: Error) => {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  });
}
