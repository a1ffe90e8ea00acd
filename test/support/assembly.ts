/** The synthesized and bundled stack for tests: rebuilt only when its sources change. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Deployment, readDeployment } from '../../infra/local/template/deployment';
import { synthesize } from '../../infra/local/template/synthesize';

const PROJECT = join(__dirname, '..', '..');
const CACHE = join(PROJECT, 'node_modules', '.cache', 'assemblies');
const SOURCES = [
  'cdk.json',
  'package-lock.json',
  'tsconfig.json',
  ...['functions', 'infra'].flatMap(filesIn),
];

function filesIn(folder: string): string[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length + 1))
    .sort();
}

/** The stack as `cdk deploy` would deploy it, with `context` merged over cdk.json's. */
export async function deployedStack(context?: Record<string, unknown>): Promise<Deployment> {
  const standard = readDeployment(await assemblyFolder());
  if (context === undefined) return standard;
  // No setting changes the code, and bundling it takes most of a synthesis.
  const { snapshot, monitor, ...stack } = readDeployment(
    await assemblyFolder({ ...context, 'aws:cdk:bundling-stacks': [] }),
  );
  return {
    ...stack,
    snapshot: { ...snapshot, codeFolder: standard.snapshot.codeFolder },
    monitor: monitor && {
      ...monitor,
      function: { ...monitor.function, codeFolder: standard.monitor?.function.codeFolder ?? '' },
    },
  };
}

/** The cloud assembly of that stack, for commands that take `--assembly`. */
export async function assemblyFolder(context: Record<string, unknown> = {}): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const file of SOURCES) hash.update(file).update(readFileSync(join(PROJECT, file)));
  const folder = join(CACHE, hash.digest('hex').slice(0, 32));
  if (!existsSync(folder)) await build(folder, context);
  return folder;
}

const DAY_MS = 86_400_000;

function removeOld(): void {
  if (!existsSync(CACHE)) return;
  for (const name of readdirSync(CACHE)) {
    const { mtimeMs } = statSync(join(CACHE, name), { throwIfNoEntry: false }) ?? {};
    if (mtimeMs && mtimeMs < Date.now() - DAY_MS) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

/** Several test files may build concurrently: each builds its own copy, and the first to finish is kept. */
async function build(folder: string, context: Record<string, unknown>): Promise<void> {
  removeOld();
  const own = `${folder}.${randomUUID()}`;
  await synthesize(own, { context });
  try {
    renameSync(own, folder);
  } catch (error) {
    rmSync(own, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}
