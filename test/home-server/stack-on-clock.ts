/** The local stack for a server on a virtual clock, which waits while the stack works. */
import { join } from 'node:path';
import type { SnsMessage } from '../../infra/local/emulators/sns';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack';
import type { VirtualClock } from './virtual-clock';

export type ClockedStackOptions = {
  clock: VirtualClock;
  exchangeUrl: string;
  onInvoke(target: string, slot: string): void;
  onEnded?(target: string, slot: string, result: InvocationResult, stack: LocalStack): Promise<void>;
  onMessage?(message: SnsMessage): void;
};

const FAST_WAITS = join(__dirname, '..', 'support', 'fast-waits.cjs');

/** A `startStack` for `serve`. Sandboxes are recycled as on AWS: a month has ten thousand runs. */
export const stackOnClock =
  ({ clock, exchangeUrl, onInvoke, onEnded, onMessage }: ClockedStackOptions) =>
  async (options: LocalStackOptions): Promise<LocalStack> => {
    const stack = await startLocalStack({
      ...options,
      exchangeUrl,
      isLongRunning: false,
      nodeOptions: ['--require', FAST_WAITS],
      onMessage(message) {
        options.onMessage?.(message);
        onMessage?.(message);
      },
    });
    stack.dynamodb.client.middlewareStack.add((next) => (input) => clock.during(() => next(input)), {
      step: 'initialize',
    });
    const recorded = (target: string, slot: string, invoke: () => Promise<InvocationResult>) => {
      onInvoke(target, slot);
      return clock.during(async () => {
        const result = await invoke();
        await onEnded?.(target, slot, result, stack);
        stack.dynamodb.requests.length = 0;
        return result;
      });
    };
    const { monitor } = stack;
    return {
      ...stack,
      fire: (account, slot, invokeOptions) =>
        recorded(account, slot, () => stack.fire(account, slot, invokeOptions)),
      monitor: monitor && {
        ...monitor,
        invoke: (event, invokeOptions) =>
          recorded('monitor', (event as { slot: string }).slot, () => monitor.invoke(event, invokeOptions)),
      },
    };
  };
