/** Lambda emulator for one function: a sandbox for each concurrent invocation, retries, dead letters. */
import type { FunctionSpec } from '../template/deployment';
import {
  type InvocationResult,
  type InvokeOptions,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from './sandbox';

/** The record sent to the failure destination: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
type DeadLetter = {
  destination?: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: 'RetriesExhausted';
    approximateInvokeCount: number;
  };
  requestPayload: unknown;
  responsePayload: unknown;
};

export type Lambda = {
  /** All sandboxes so far, including dead ones. */
  sandboxes: Sandbox[];
  /** Starts another sandbox, even if one is idle. */
  startSandbox(): Promise<Sandbox>;
  /** Runs the function in an idle sandbox, or in a new one. */
  invoke(event: unknown, options?: InvokeOptions & { cold?: boolean }): Promise<InvocationResult>;
  /** Invokes as EventBridge Scheduler does: retried when it throws, then a dead letter. Without waits. */
  invokeAsynchronously(event: unknown, options?: InvokeOptions): Promise<InvocationResult[]>;
  deadLetters: DeadLetter[];
  /** Resolves when the invocations under way have ended. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

export type LambdaOptions = SandboxOptions & {
  /** Whether each invocation has a sandbox of its own, which ends and is forgotten after it. */
  isSandboxPerInvocation?: boolean;
};

export function startLambda(
  spec: FunctionSpec,
  { isSandboxPerInvocation = false, ...sandboxOptions }: LambdaOptions,
): Lambda {
  const sandboxes: Sandbox[] = [];
  const deadLetters: DeadLetter[] = [];
  const underWay = new Set<Promise<InvocationResult>>();

  async function start() {
    const sandbox = await startSandbox(spec, sandboxOptions);
    sandboxes.push(sandbox);
    return sandbox;
  }

  async function invoke(event: unknown, options?: InvokeOptions & { cold?: boolean }) {
    const result = invokeInSandbox(event, options);
    underWay.add(result);
    try {
      return await result;
    } finally {
      underWay.delete(result);
    }
  }

  async function invokeInSandbox(
    event: unknown,
    { cold, ...options }: InvokeOptions & { cold?: boolean } = {},
  ) {
    if (isSandboxPerInvocation) return invokeOnce(event, options);
    const idle = cold ? undefined : sandboxes.find((sandbox) => sandbox.state() === 'idle');
    return (idle ?? (await start())).invoke(event, options);
  }

  async function invokeOnce(event: unknown, options: InvokeOptions) {
    const sandbox = await start();
    try {
      return await sandbox.invoke(event, options);
    } finally {
      await sandbox.kill();
      sandboxes.splice(sandboxes.indexOf(sandbox), 1);
    }
  }

  return {
    sandboxes,
    startSandbox: start,
    invoke,
    async invokeAsynchronously(event, options) {
      const results = [await invoke(event, options)];
      while (results.at(-1)?.kind === 'failed' && results.length <= spec.retries) {
        results.push(await invoke(event, options));
      }
      const last = results.at(-1);
      if (last?.kind === 'failed') {
        deadLetters.push({
          destination: spec.onFailure,
          requestContext: {
            requestId: last.requestId,
            functionArn: spec.arn,
            condition: 'RetriesExhausted',
            approximateInvokeCount: results.length,
          },
          requestPayload: event,
          responsePayload: last.error,
        });
      }
      return results;
    },
    deadLetters,
    idle: async () => void (await Promise.allSettled(underWay)),
    async stop() {
      await Promise.all(sandboxes.map((sandbox) => sandbox.kill()));
    },
  };
}
