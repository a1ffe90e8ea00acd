/** What a snapshot may cost: bytes, modules, waits, requests, write units. Nothing here is measured in time. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { SNAPSHOT_CODE } from '../../infra/bundling';
import { PATHS } from '../../infra/local/fake-bingx/server';
import type { Lambda } from '../../infra/local/function/lambda';
import type { Deployment } from '../../infra/local/template/deployment';
import { deployedStack } from '../support/assembly';
import { type Stage, setStage } from './stage';
import { dynamoBytes, type Json } from './table-server';

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
  it('is one file of at most 284 KB', () => {
    expect(statSync(join(deployment.snapshot.codeFolder, 'index.js')).size).toBeLessThanOrEqual(284_000);
  });

  it('is made of these packages and no others', async () => {
    const { entry, bundling } = SNAPSHOT_CODE;
    const { externalModules, esbuildArgs, ...options } = bundling;
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
    expect(packages.length).toBeLessThanOrEqual(360);
  });
});

/** What a run asks for, in waves: nothing in a wave needs an answer from the same wave. */
const SECRET = 'secrets /';
const CLOCK = `exchange ${PATHS.serverTime}`;
const BALANCE = `exchange ${PATHS.spotBalance}`;
const ROW = 'dynamodb /';

describe('a snapshot', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage(deployment, { folder, nodePath: process.execPath });
  });
  afterEach(() => stage.stop());

  /** A function whose requests are answered only when the whole of their wave has arrived. */
  async function inWaves(...waves: string[][]) {
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    const network = await stage.network(0, (engine, path) => {
      asked.push(`${engine} ${path}`);
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length < (waves[0]?.length ?? 1)) return;
        waves.shift();
        for (const pass of waiting.splice(0)) pass();
      });
    });
    return { asked, lambda: stage.lambda(deployment.snapshot, network) };
  }

  const take = async (lambda: Lambda) => {
    const result = await lambda.invoke(stage.event());
    return result.kind === 'returned' ? result.payload : result.error;
  };

  it('waits three times in a cold function, the clock beside the secret, and asks for nothing else', async () => {
    const { asked, lambda } = await inWaves([SECRET, CLOCK], [BALANCE], [ROW]);
    expect(await take(lambda)).toMatchObject({ outcome: 'captured' });
    expect(asked.slice(0, 2).sort()).toEqual([CLOCK, SECRET]);
    expect(asked.slice(2)).toEqual([BALANCE, ROW]);
  });

  it('waits twice in a warm function, and asks for nothing else', async () => {
    const { asked, lambda } = await inWaves([SECRET, CLOCK], [BALANCE], [ROW], [BALANCE], [ROW]);
    await take(lambda);
    asked.length = 0;
    expect(await take(lambda)).toMatchObject({ outcome: 'captured' });
    expect(asked).toEqual([BALANCE, ROW]);
  });

  it('costs one write unit for each KB of its row that is begun', async () => {
    const network = await stage.network(0);
    await take(stage.lambda(deployment.snapshot, network));
    const [{ operation, body } = { operation: '', body: {} }, ...others] = stage.dynamodb.requests.slice(1);
    expect([operation, ...others]).toEqual(['PutItem']);
    const item = body.Item as Json;
    const raw = Buffer.from(String((item.raw as Json).B), 'base64');
    const { ConsumedCapacity } = await stage.dynamodb.client.send(
      new PutItemCommand({
        TableName: deployment.table.TableName,
        Item: { ...(item as Record<string, AttributeValue & Json>), raw: { B: raw } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(Math.ceil(dynamoBytes(item) / 1024));
  });
});
