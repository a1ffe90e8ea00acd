/** The local stack for a server on a virtual clock, which waits while the stack works. */
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local/stack';
import type { VirtualClock } from './virtual-clock';

export type ClockedStackOptions = {
  clock: VirtualClock;
  exchangeUrl: string;
  onInvoke(target: string, slot: string): void;
  onMessage?(subject: string): void;
};

/** A `startStack` for `serve`. Sandboxes are recycled as on AWS: a month has ten thousand runs. */
export const stackOnClock =
  ({ clock, exchangeUrl, onInvoke, onMessage }: ClockedStackOptions) =>
  async (options: LocalStackOptions): Promise<LocalStack> => {
    const stack = await startLocalStack({
      ...options,
      exchangeUrl,
      isLongRunning: false,
      onMessage(message) {
        options.onMessage?.(message);
        onMessage?.(message.subject ?? '');
      },
    });
    stack.dynamodb.client.middlewareStack.add((next) => (input) => clock.during(() => next(input)), {
      step: 'initialize',
    });
    const { monitor } = stack;
    return {
      ...stack,
      fire(account, slot, invokeOptions) {
        onInvoke(account, slot);
        return clock.during(() => stack.fire(account, slot, invokeOptions));
      },
      monitor: monitor && {
        ...monitor,
        invoke(event, invokeOptions) {
          onInvoke('monitor', (event as { slot: string }).slot);
          return clock.during(() => monitor.invoke(event, invokeOptions));
        },
      },
    };
  };
