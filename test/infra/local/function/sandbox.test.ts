/** A sandbox runs the function as Lambda does: cold, warm, timed out, crashed, killed. */
import { join } from 'node:path';
import { startLambda } from '../../../../infra/local/function/lambda';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../infra/local/function/sandbox';
import type { FunctionSpec } from '../../../../infra/local/template/deployment';

jest.setTimeout(60_000);

const spec: FunctionSpec = {
  name: 'Probe',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:Probe',
  codeFolder: join(__dirname, 'probe'),
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  environment: { FROM_TEMPLATE: 'yes' },
  timeoutSeconds: 30,
  memorySize: 256,
  retries: 2,
};

const started: Sandbox[] = [];
async function start(change: Partial<FunctionSpec> = {}, options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ ...spec, ...change }, { environment: {}, ...options });
  started.push(sandbox);
  return sandbox;
}
afterEach(() => Promise.all(started.splice(0).map((sandbox) => sandbox.kill())));

it('runs the function cold, then warm, and returns its result and output', async () => {
  const sandbox = await start();

  const cold = await sandbox.invoke({ do: 'print', lines: ['one', 'two'] });
  const warm = await sandbox.invoke({ do: 'echo', value: { text: 'ü' } });

  expect(cold).toMatchObject({ cold: true, kind: 'returned', payload: null });
  expect(cold.lines).toEqual([
    { stream: 'stdout', text: expect.stringMatching(`${cold.requestId}\tINFO\tone$`) },
    { stream: 'stdout', text: expect.stringMatching(`${cold.requestId}\tINFO\ttwo$`) },
    { stream: 'stderr', text: 'on stderr' },
  ]);
  expect(warm).toMatchObject({ cold: false, kind: 'returned', payload: { text: 'ü' }, lines: [] });
});

it('provides the context and environment of Lambda, and nothing of this process', async () => {
  process.env.AWS_PROFILE = 'some-profile';
  process.env.NOT_FOR_THE_FUNCTION = 'x';
  const sandbox = await start({}, { environment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' } });

  const context = await sandbox.invoke({ do: 'context' }, { timeoutMs: 20_000 });
  const environment = await sandbox.invoke({ do: 'environment' });

  expect(context).toMatchObject({
    payload: {
      functionName: 'Probe',
      memoryLimitInMB: '256',
      awsRequestId: context.requestId,
      invokedFunctionArn: spec.arn,
    },
  });
  const { left } = (context as { payload: { left: number } }).payload;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(20_000);
  expect(environment).toMatchObject({
    payload: { FROM_TEMPLATE: 'yes', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1', TZ: ':UTC' },
  });
  expect((environment as { payload: object }).payload).not.toHaveProperty('AWS_PROFILE');
  expect((environment as { payload: object }).payload).not.toHaveProperty('NOT_FOR_THE_FUNCTION');
  expect((environment as { payload: object }).payload).not.toHaveProperty('SANDBOX_TOKEN');
});

it('returns the error that the function threw, and stays usable', async () => {
  const sandbox = await start();

  expect(await sandbox.invoke({ do: 'throw' })).toMatchObject({
    kind: 'failed',
    error: { errorType: 'TypeError', errorMessage: 'requested error', trace: expect.any(Array) },
  });
  expect(await sandbox.invoke({ do: 'echo', value: 1 })).toMatchObject({ payload: 1 });
});

it.each([
  ['exits', { do: 'exit', code: 3 }, 'Runtime.ExitError', 'Runtime exited with exit status 3'],
  ['takes too long', { do: 'hang' }, 'Sandbox.Timedout', 'Task timed out after 3.00 seconds'],
])('is dead when the function %s', async (_what, event, errorType, errorMessage) => {
  const sandbox = await start();

  const result = await sandbox.invoke(event, { timeoutMs: 3000 });

  expect(result).toMatchObject({ kind: 'failed', error: { errorType, errorMessage } });
  expect(sandbox.state()).toBe('dead');
  expect(await sandbox.invoke({ do: 'echo' })).toMatchObject({ kind: 'failed' });
});

it('can be killed in the middle of an invocation', async () => {
  const sandbox = await start();
  const running = sandbox.invoke({ do: 'hang' });

  await sandbox.kill();

  expect(await running).toMatchObject({
    kind: 'failed',
    error: { errorMessage: 'Runtime exited by SIGKILL' },
  });
});

it('returns the reason why a function cannot be loaded', async () => {
  const sandbox = await start({ handler: 'index.nothing' });

  expect(await sandbox.invoke({})).toMatchObject({
    kind: 'failed',
    error: { errorType: 'Runtime.HandlerNotFound', errorMessage: expect.stringContaining('index.nothing') },
  });
});

it('has the clock of each invocation, where it is settable', async () => {
  const sandbox = await start({}, { settableClock: true });
  const yearMs = 365 * 86_400_000;

  const before = Date.now();
  const future = await sandbox.invoke({ do: 'now' }, { clockShiftMs: yearMs });
  const left = await sandbox.invoke({ do: 'context' }, { clockShiftMs: -yearMs, timeoutMs: 20_000 });
  const present = await sandbox.invoke({ do: 'now' });

  const times = (future as { payload: [number, number, number, number, boolean] }).payload;
  expect(times[0]).toBeGreaterThanOrEqual(before + yearMs);
  expect(times[1]).toBeGreaterThanOrEqual(times[0]);
  expect(times.slice(2)).toEqual([0, expect.any(Number), true]);
  expect(times[3]).toBeGreaterThan(before + yearMs - 2000);
  expect((left as { payload: { left: number } }).payload.left).toBeLessThanOrEqual(20_000);
  expect((left as { payload: { left: number } }).payload.left).toBeGreaterThan(0);
  expect((present as { payload: number[] }).payload[0]).toBeLessThan(before + yearMs);
});

describe('many invocations', () => {
  it('run in a sandbox each when concurrent, and in warm ones afterwards', async () => {
    const lambda = startLambda(spec, { environment: {} });

    const concurrent = await Promise.all([1, 2, 3].map((value) => lambda.invoke({ do: 'echo', value })));
    const later = await lambda.invoke({ do: 'echo', value: 4 });
    await lambda.stop();

    expect(concurrent.map((result) => [result.cold, result.kind === 'returned' && result.payload])).toEqual([
      [true, 1],
      [true, 2],
      [true, 3],
    ]);
    expect(later.cold).toBe(false);
    expect(lambda.sandboxes.map((sandbox) => sandbox.state())).toEqual(['dead', 'dead', 'dead']);
  });

  it('that throw are attempted three times when asynchronous, then become a dead letter', async () => {
    const lambda = startLambda({ ...spec, onFailure: 'arn:queue' }, { environment: {} });
    const event = { do: 'throw' };

    const results = await lambda.invokeAsynchronously(event);
    const fine = await lambda.invokeAsynchronously({ do: 'echo' });
    await lambda.stop();

    expect(results.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed']);
    expect(fine).toHaveLength(1);
    expect(lambda.deadLetters).toEqual([
      {
        destination: 'arn:queue',
        requestContext: {
          requestId: results[2]?.requestId,
          functionArn: spec.arn,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: event,
        responsePayload: expect.objectContaining({ errorType: 'TypeError', errorMessage: 'requested error' }),
      },
    ]);
  });
});
