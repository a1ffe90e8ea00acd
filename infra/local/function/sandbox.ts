/** An execution environment: the bundled function in a process of its own, run by AWS's Node runtime client. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulators/constants';
import type { FunctionSpec } from '../template/deployment';
import { type Result, type RuntimeApi, type RuntimeError, startRuntimeApi } from './runtime-api';

export type LogLine = { stream: 'stdout' | 'stderr'; text: string };

export type InvocationResult = {
  requestId: string;
  /** Whether it was the sandbox's first. */
  cold: boolean;
  /** From the invocation (a cold one: from the start of the process) to the result: ms. */
  durationMs: number;
  /** Output since the previous invocation. */
  lines: LogLine[];
} & Result;

export type InvokeOptions = {
  /** Overrides the template's timeout. */
  timeoutMs?: number;
  /** Offset of the sandbox's clock: ms. Needs `settableClock`. */
  clockShiftMs?: number;
};

export type SandboxOptions = {
  /** Overrides of the template's environment, such as the emulators' URLs. */
  environment: Record<string, string>;
  /** Node executable; this process's own by default. */
  nodePath?: string;
  /** Command line options of Node. */
  nodeOptions?: readonly string[];
  settableClock?: boolean;
  onLine?: (line: LogLine) => void;
};

export type Sandbox = {
  pid: number | undefined;
  state(): 'idle' | 'busy' | 'dead';
  /** Runs the function once. Never rejects: crashes, timeouts and kills are results. */
  invoke(event: unknown, options?: InvokeOptions): Promise<InvocationResult>;
  /** Kills the process and resolves when it has ended. */
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
      // Lambda limits the heap to the function's memory.
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

  let state: 'idle' | 'busy' | 'dead' = 'idle';
  let invocations = 0;
  let lines: LogLine[] = [];
  const ends = new Map<string, () => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', (text) => {
      const [, requestId] = /^END RequestId: (\S+)$/.exec(text) ?? [];
      if (requestId) return ends.get(`${stream} ${requestId}`)?.();
      lines.push({ stream, text });
      options.onLine?.({ stream, text });
    });
  }
  let exitReason: RuntimeError | undefined;
  // Not `exited`: a promise keeps what waited for it, here the result of each invocation, until it is settled.
  let onExit: ((error: RuntimeError) => void) | undefined;
  const exited = new Promise<RuntimeError>((resolve) => {
    child.on('error', (error) => resolve({ errorType: 'Sandbox.NotStarted', errorMessage: error.message }));
    child.on('close', (code, signal) => resolve(exitError(code, signal)));
  }).then(async (error) => {
    state = 'dead';
    exitReason = error;
    await api.stop();
    onExit?.(error);
    for (const end of ends.values()) end();
  });
  // The output is complete when the END line is on both streams, or the process has ended.
  const outputComplete = (requestId: string) =>
    Promise.all(
      ['stdout', 'stderr'].map((name) => new Promise<void>((end) => ends.set(`${name} ${requestId}`, end))),
    );

  async function invoke(
    event: unknown,
    { timeoutMs, clockShiftMs }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const requestId = randomUUID();
    if (exitReason)
      return { requestId, cold: false, durationMs: 0, lines: [], kind: 'failed', error: exitReason };
    const cold = invocations++ === 0;
    const from = cold ? startedAt : performance.now();
    const limit = timeoutMs ?? spec.timeoutSeconds * 1000;
    state = 'busy';
    const complete = outputComplete(requestId);
    const deadline = Date.now() + (clockShiftMs ?? 0) + limit;
    let timer: NodeJS.Timeout | undefined;
    const result = await new Promise<Result>((resolve) => {
      api.invoke({ requestId, functionArn: spec.arn, event, deadline, clockShiftMs }).then(resolve);
      onExit = (error) => resolve({ kind: 'failed', error });
      timer = setTimeout(onExit, limit, timeoutError(limit));
    });
    const durationMs = performance.now() - from;
    clearTimeout(timer);
    if (result.kind === 'failed' && result.error.errorType === TIMED_OUT) await kill();
    await complete;
    for (const stream of ['stdout', 'stderr']) ends.delete(`${stream} ${requestId}`);
    if (state === 'busy') state = 'idle';
    const printed = lines;
    lines = [];
    return { requestId, cold, durationMs, lines: printed, ...result };
  }

  async function kill(signal: NodeJS.Signals = 'SIGKILL') {
    child.kill(signal);
    await exited;
  }

  return { pid: child.pid, state: () => state, invoke, kill };
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

/** The environment as on Lambda, with nothing of this process's own except PATH. */
function lambdaEnvironment(
  spec: FunctionSpec,
  runtimeApi: RuntimeApi,
  overrides: Record<string, string>,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    // Not the user's home: the SDK would read its settings.
    HOME: spec.codeFolder,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    // The local Node may be older than Lambda's: the warning does not concern the function.
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
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: runtimeApi.address,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    _HANDLER: spec.handler,
    ...spec.environment,
    ...overrides,
    // native-client.cjs removes it before the function is loaded.
    SANDBOX_TOKEN: runtimeApi.token,
  };
}
