/** One execution environment: the bundled function in a process of its own, under AWS's own Node runtime client. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulators/constants';
import type { FunctionSpec } from '../template/deployment';
import { type RuntimeApi, type RuntimeError, startRuntimeApi } from './runtime-api';

export type LogLine = { stream: 'stdout' | 'stderr'; text: string };

export type InvocationResult = {
  requestId: string;
  /** Whether it was the sandbox's first. */
  cold: boolean;
  /** From being handed over (a cold one: from the start of the process) to the answer: ms. */
  durationMs: number;
  /** What was printed since the invocation before. */
  lines: LogLine[];
} & ({ kind: 'returned'; payload: unknown } | { kind: 'failed'; error: RuntimeError });

export type InvokeOptions = {
  /** In place of the template's timeout. */
  timeoutMs?: number;
  /** How far the sandbox's clock is off: ms. Only where the sandbox was started with `settableClock`. */
  clockShiftMs?: number;
};

export type SandboxOptions = {
  /** Laid over the template's environment: where the embedded engines are. */
  environment: Record<string, string>;
  /** The Node that runs it; this process's own where it is absent. */
  nodePath?: string;
  /** Options for Node, put before the runtime client. */
  nodeOptions?: readonly string[];
  settableClock?: boolean;
  onLine?: (line: LogLine) => void;
};

export type Sandbox = {
  pid: number | undefined;
  state(): 'idle' | 'busy' | 'dead';
  /** Everything it has printed so far. */
  lines: LogLine[];
  /** Runs the function once. Never rejects: a crash, a timeout and a kill are results. */
  invoke(event: unknown, options?: InvokeOptions): Promise<InvocationResult>;
  /** Kills the process and resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
};

const RUNTIME_CLIENT = require.resolve('aws-lambda-ric');
const NATIVE_CLIENT = join(__dirname, 'native-client.cjs');
const CLOCK = join(__dirname, 'clock.cjs');

export async function startSandbox(spec: FunctionSpec, options: SandboxOptions): Promise<Sandbox> {
  const api = await startRuntimeApi();
  const startedAt = performance.now();
  const preloaded = options.settableClock ? [NATIVE_CLIENT, CLOCK] : [NATIVE_CLIENT];
  const child = spawn(
    options.nodePath ?? process.execPath,
    [
      // Lambda keeps the heap within the memory that the function was given.
      `--max-old-space-size=${Math.floor(spec.memorySize * 0.9)}`,
      ...(options.nodeOptions ?? []),
      ...preloaded.flatMap((file) => ['--require', file]),
      RUNTIME_CLIENT,
    ],
    {
      cwd: spec.codeFolder,
      env: lambdaEnvironment(spec, api, options.environment),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );

  const lines: LogLine[] = [];
  let state: 'idle' | 'busy' | 'dead' = 'idle';
  let invocations = 0;
  let told = 0;
  const ends = new Map<string, () => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', (text) => {
      const [, requestId] = /^END RequestId: (\S+)$/.exec(text) ?? [];
      if (requestId) return ends.get(`${stream} ${requestId}`)?.();
      lines.push({ stream, text });
      options.onLine?.({ stream, text });
    });
  }
  let died: RuntimeError | undefined;
  const exited = new Promise<RuntimeError>((resolve) => {
    child.on('error', (error) => resolve({ errorType: 'Sandbox.NotStarted', errorMessage: error.message }));
    child.on('close', (code, signal) => resolve(exitError(code, signal)));
  }).then(async (error) => {
    state = 'dead';
    died = error;
    await api.stop();
    return error;
  });
  // The function's output is complete where the runtime has put its last line on both streams.
  const printed = (requestId: string) =>
    Promise.all(
      ['stdout', 'stderr'].map((name) => new Promise<void>((end) => ends.set(`${name} ${requestId}`, end))),
    );

  async function invoke(event: unknown, { timeoutMs, clockShiftMs }: InvokeOptions = {}) {
    const requestId = randomUUID();
    if (died)
      return { requestId, cold: false, durationMs: 0, lines: [], kind: 'failed' as const, error: died };
    const cold = invocations++ === 0;
    const from = cold ? startedAt : performance.now();
    const limit = timeoutMs ?? spec.timeoutSeconds * 1000;
    state = 'busy';
    const whole = printed(requestId);
    let timer: NodeJS.Timeout | undefined;
    const timedOut = new Promise<RuntimeError>((resolve) => {
      timer = setTimeout(() => resolve(timeoutError(limit)), limit);
    });
    const deadline = Date.now() + (clockShiftMs ?? 0) + limit;
    const answered = api.hand({ requestId, functionArn: spec.arn, event, deadline, clockShiftMs });
    const dead = Promise.race([exited, timedOut]).then((error) => ({ kind: 'failed' as const, error }));
    const answer = await Promise.race([answered, dead]);
    const durationMs = performance.now() - from;
    clearTimeout(timer);
    if (answer.kind === 'failed' && answer.error.errorType === TIMED_OUT) await kill();
    await Promise.race([whole, exited]);
    for (const stream of ['stdout', 'stderr']) ends.delete(`${stream} ${requestId}`);
    if (state === 'busy') state = 'idle';
    const since = lines.slice(told);
    told = lines.length;
    return { requestId, cold, durationMs, lines: since, ...answer };
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL') {
    child.kill(signal);
    await exited;
  }

  return { pid: child.pid, state: () => state, lines, invoke, kill };
}

const TIMED_OUT = 'Sandbox.Timedout';

const timeoutError = (ms: number): RuntimeError => ({
  errorType: TIMED_OUT,
  errorMessage: `Task timed out after ${(ms / 1000).toFixed(2)} seconds`,
});

const exitError = (code: number | null, signal: ChildProcess['signalCode']): RuntimeError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `Runtime exited ${signal ? `by ${signal}` : `with exit status ${code}`}`,
});

/** What Lambda puts into the environment, and nothing of this process's own but the path. */
function lambdaEnvironment(
  spec: FunctionSpec,
  runtimeApi: RuntimeApi,
  engines: Record<string, string>,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    // A home without settings: the SDK would find those of the user.
    HOME: spec.codeFolder,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    // The Node of this machine may be older than the one deployed to; that is no news about the function.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: LOCAL_CREDENTIALS.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'embedded',
    AWS_LAMBDA_RUNTIME_API: runtimeApi.address,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    _HANDLER: spec.handler,
    ...spec.environment,
    ...engines,
    // native-client.cjs takes it out again before the function is loaded.
    SANDBOX_TOKEN: runtimeApi.token,
  };
}
