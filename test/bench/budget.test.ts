/** The budget of a snapshot: bytes, packages, waits, requests, write units. Nothing is measured in time. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { SNAPSHOT_CODE } from '../../infra/bundling';
import { PATHS } from '../../infra/local/fake-bingx/server';
import type { Lambda } from '../../infra/local/function/lambda';
import type { Deployment } from '../../infra/local/template/deployment';
import { deployedStack } from '../support/assembly';
import { SNAPSHOT_PATHS } from '../support/snapshot-paths';
import { type Stage, startStage } from './stage';
import { costOfWrite } from './write-cost';

// For a busy machine.
jest.setTimeout(120_000);

let folder: string;
let deployment: Deployment;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
  deployment = await deployedStack();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the asset', () => {
  it('is one file of at most 308 KB, and declares its format', () => {
    const { codeFolder } = deployment.snapshot;
    expect(readdirSync(codeFolder).sort()).toEqual(['index.js', 'package.json']);
    expect(statSync(join(codeFolder, 'index.js')).size).toBeLessThanOrEqual(308_000);
    expect(JSON.parse(readFileSync(join(codeFolder, 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' });
  });

  it("turns V8's compilers off", () => {
    const script = readFileSync(join(deployment.snapshot.codeFolder, 'index.js'), 'utf8');
    for (const compiler of ['turbofan', 'maglev', 'sparkplug']) expect(script).toContain(`--no-${compiler}`);
  });

  it('contains only these packages', async () => {
    const { entry, bundling } = SNAPSHOT_CODE;
    const { externalModules, esbuildArgs, commandHooks: _, ...options } = bundling;
    const aliases = Object.entries(esbuildArgs).map(([name, path]) => [name.replace('--alias:', ''), path]);
    const { metafile } = await build({
      ...options,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      external: externalModules,
      alias: Object.fromEntries(aliases),
      metafile: true,
      write: false,
      outfile: 'index.js',
    });
    const [output] = Object.values(metafile.outputs);
    const packages = Object.entries(output?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'functions');
    expect(output?.bytes).toBe(statSync(join(deployment.snapshot.codeFolder, 'index.js')).size);
    expect([...new Set(packages)].sort()).toEqual([
      '@aws-lambda-powertools/commons',
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/metrics',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-secrets-manager',
      '@aws-sdk/core',
      '@aws-sdk/credential-provider-env',
      '@aws-sdk/dynamodb-codec',
      '@aws/lambda-invoke-store',
      '@smithy/core',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
      '@smithy/types',
      'functions',
      'zod',
    ]);
    expect(packages.filter((name) => name !== 'functions').length).toBeLessThanOrEqual(306);
  });
});

/** A run's requests, in waves: no request of a wave depends on an answer of the same wave. */
const SECRET = 'secrets /';
const CLOCK = `exchange ${PATHS.serverTime}`;
/** Everything that is read of the account, and the prices. */
const ACCOUNT = SNAPSHOT_PATHS.map((path) => `exchange ${path}`).sort();
const ROW = 'dynamodb /';

describe('a snapshot', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await startStage(deployment, { folder, nodePath: process.execPath });
  });
  afterEach(() => stage.stop());

  /** A function whose requests are answered only once all requests of their wave have arrived. */
  async function inWaves(...waves: string[][]) {
    const requested: string[] = [];
    const waiting: (() => void)[] = [];
    const network = await stage.network(0, (engine, path) => {
      requested.push(`${engine} ${path}`);
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length < (waves[0]?.length ?? 1)) return;
        waves.shift();
        for (const pass of waiting.splice(0)) pass();
      });
    });
    return { requested, lambda: stage.lambda(deployment.snapshot, network) };
  }

  const take = async (lambda: Lambda) => {
    const result = await lambda.invoke(stage.event());
    return result.kind === 'returned' ? result.payload : result.error;
  };

  it('waits three times in a cold function, for the clock and the secret concurrently, and sends no other request', async () => {
    const { requested, lambda } = await inWaves([SECRET, CLOCK], ACCOUNT, [ROW]);
    expect(await take(lambda)).toMatchObject({ outcome: 'captured' });
    expect(requested.slice(0, 2).sort()).toEqual([CLOCK, SECRET]);
    expect(requested.slice(2, -1).sort()).toEqual(ACCOUNT);
    expect(requested.at(-1)).toBe(ROW);
    expect(requested.filter((request) => request.startsWith('exchange'))).toHaveLength(8);
  });

  it('waits twice in a warm function, and sends no other request', async () => {
    const { requested, lambda } = await inWaves([SECRET, CLOCK], ACCOUNT, [ROW], ACCOUNT, [ROW]);
    await take(lambda);
    requested.length = 0;
    expect(await take(lambda)).toMatchObject({ outcome: 'captured' });
    expect(requested.slice(0, -1).sort()).toEqual(ACCOUNT);
    expect(requested.at(-1)).toBe(ROW);
  });

  it('costs one write unit per started KB of its row', async () => {
    const network = await stage.network(0);
    await take(stage.lambda(deployment.snapshot, network));
    const [{ operation, body } = { operation: '', body: {} }, ...others] = stage.dynamodb.requests.slice(1);
    expect([operation, ...others]).toEqual(['PutItem']);
    const { bytes, writeUnits } = await costOfWrite(stage, body);
    expect(writeUnits).toBe(Math.ceil(bytes / 1024));
  });
});
