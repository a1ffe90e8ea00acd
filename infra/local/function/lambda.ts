/** The Lambda service for one function: as many sandboxes as there are invocations at once, retries, dead letters. */
import type { FunctionSpec } from '../template/deployment';
import {
  type InvocationResult,
  type InvokeOptions,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from './sandbox';

/** What goes to the failure destination: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
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
  /** Every sandbox there was, the dead ones too. */
  sandboxes: Sandbox[];
  /** Starts another sandbox, whatever the others are at. */
  startSandbox(): Promise<Sandbox>;
  /** Runs the function in a sandbox that is idle, or else in a new one. */
  invoke(event: unknown, options?: InvokeOptions & { cold?: boolean }): Promise<InvocationResult>;
  /** As EventBridge Scheduler does: tried again where it throws, then laid down as a dead letter. No waits between. */
  invokeAsynchronously(event: unknown, options?: InvokeOptions): Promise<InvocationResult[]>;
  deadLetters: DeadLetter[];
  stop(): Promise<void>;
};

export function startLambda(spec: FunctionSpec, options: SandboxOptions): Lambda {
  const sandboxes: Sandbox[] = [];
  const deadLetters: DeadLetter[] = [];

  async function start() {
    const sandbox = await startSandbox(spec, options);
    sandboxes.push(sandbox);
    return sandbox;
  }

  async function invoke(event: unknown, { cold, ...how }: InvokeOptions & { cold?: boolean } = {}) {
    const idle = cold ? undefined : sandboxes.find((sandbox) => sandbox.state() === 'idle');
    return (idle ?? (await start())).invoke(event, how);
  }

  return {
    sandboxes,
    startSandbox: start,
    invoke,
    async invokeAsynchronously(event, how) {
      const results = [await invoke(event, how)];
      while (results.at(-1)?.kind === 'failed' && results.length <= spec.retries) {
        results.push(await invoke(event, how));
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
    async stop() {
      await Promise.all(sandboxes.map((sandbox) => sandbox.kill()));
    },
  };
}
