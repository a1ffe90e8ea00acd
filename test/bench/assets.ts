/** What is compared: the function as it is deployed, and its contenders, each bundled into a folder of its own. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Deployment, FunctionSpec } from '../../infra/local/template/deployment';
import { synthesize } from '../../infra/local/template/synthesize';

export const CONTENDERS = ['floor', 'ours', 'plain', 'ccxt-bingx', 'ccxt-whole'] as const;
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

/** An empty script: what a start costs before there is anything to start. */
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
    // The floor has nothing that could be left out; the others are as esbuild's defaults make them.
    minify: name === 'floor',
    // ccxt asks for it in parts that other exchanges use, and does not bring it.
    external: ['protobufjs'],
    logLevel: 'error',
  });
  return outdir;
}
