/** Bundles the command `npm run serve` and its dependencies into one file. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

export const PROJECT = join(__dirname, '..', '..');

/** Packages with native code, or with files that they load by name; installed beside the bundle. */
export const INSTALLED = ['aws-lambda-ric', 'classic-level', 'dynalite'];

/** Only used to synthesize, which the home server does not do. */
const NOT_NEEDED = ['aws-cdk-lib', 'constructs', 'esbuild', 'tsx'];

/** Preloaded into the sandboxes by file name. */
const PRELOADED = ['clock.cjs', 'native-client.cjs'];

/** Writes `serve.js` and the files that it preloads to `folder`. */
export async function bundleServer(folder: string): Promise<void> {
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
}
