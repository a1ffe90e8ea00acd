/** Builds what is compared: the function as deployed and its contenders, each bundled into its own folder. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Deployment, FunctionSpec } from '../../infra/local/template/deployment';
import { synthesize } from '../../infra/local/template/synthesize';

export const CONTENDERS = ['floor', 'ours', 'plain', 'ccxt'] as const;
export type Contender = (typeof CONTENDERS)[number];

export type Asset = { name: Contender; spec: FunctionSpec; entry: string; bytes: number };

/** Synthesizes the stack and bundles the contenders into `folder`. */
export async function buildAssets(
  folder: string,
  contenders: readonly Contender[],
): Promise<{ deployment: Deployment; assets: Asset[] }> {
  const deployment = await synthesize(join(folder, 'cdk.out'));
  const assets = await Promise.all(
    contenders.map(async (name) => {
      const codeFolder =
        name === 'ours' ? deployment.snapshot.codeFolder : await bundle(name, join(folder, name));
      const entry = join(codeFolder, 'index.js');
      return { name, spec: { ...deployment.snapshot, codeFolder }, entry, bytes: statSync(entry).size };
    }),
  );
  return { deployment, assets };
}

/** An empty script: the cost of starting Node alone. */
export function emptyScript(folder: string): string {
  const entry = join(folder, 'empty', 'index.js');
  mkdirSync(join(folder, 'empty'), { recursive: true });
  writeFileSync(entry, '');
  return entry;
}

async function bundle(name: Contender, outdir: string): Promise<string> {
  await build({
    entryPoints: { index: join(__dirname, 'contenders', `${name}.ts`) },
    outdir,
    bundle: true,
    platform: 'node',
    // The floor is minified as the product is; the others have esbuild's defaults.
    minify: name === 'floor',
    // ccxt imports it for other exchanges without depending on it.
    external: ['protobufjs'],
    logLevel: 'error',
  });
  return outdir;
}
