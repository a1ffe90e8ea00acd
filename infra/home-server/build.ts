/** `npm run build-home-server -- FOLDER`: everything that `npm run serve` needs at run time, without the CDK. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { synthesize } from '../local/template/synthesize';
import { bundleServer, INSTALLED, PROJECT } from './bundle';
import { lockOf } from './lock-of';

async function buildHomeServer(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await synthesize(join(folder, 'assembly'));
  await bundleServer(folder);
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
