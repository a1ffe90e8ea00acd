/** Sends HTTP requests in the background, with retries: nothing ever waits for one. */

export type Delivery = {
  /** Named in log lines in place of the URL, which may contain a token. */
  name: string;
  url: string;
  method: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
};

export type DeliveryDependencies = {
  log(text: string): void;
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>;
};

export type DeliveryQueue = {
  /** Returns at once. Deliveries to the same URL are sent in order. */
  send(delivery: Delivery): void;
  /** Resolves when everything so far was delivered or dropped. */
  idle(): Promise<void>;
};

const TIMEOUT_MS = 10_000;
const RETRY_DELAYS_MS = [5_000, 60_000, 300_000];

/** Of one URL: an endpoint that is down for long must not fill the memory. */
const MAX_WAITING = 100;

export function createDeliveryQueue({ log, sleep }: DeliveryDependencies): DeliveryQueue {
  const queues = new Map<string, { waiting: number; last: Promise<void> }>();

  async function deliver(delivery: Delivery): Promise<void> {
    for (const delay of [...RETRY_DELAYS_MS, undefined]) {
      const result = await request(delivery);
      if (result === 'delivered') return;
      if (result.isPermanent || delay === undefined) {
        log(`${delivery.name} failed: ${result.reason}`);
        return;
      }
      await sleep(delay);
    }
  }

  return {
    send(delivery) {
      const queue = queues.get(delivery.url) ?? { waiting: 0, last: Promise.resolve() };
      queues.set(delivery.url, queue);
      if (queue.waiting >= MAX_WAITING) {
        log(`${delivery.name} dropped: ${MAX_WAITING} are waiting`);
        return;
      }
      queue.waiting++;
      // A delivery that is interrupted by the end of the server is lost.
      queue.last = queue.last
        .then(() => deliver(delivery))
        .catch(() => undefined)
        .finally(() => queue.waiting--);
    },
    async idle() {
      await Promise.all([...queues.values()].map(({ last }) => last));
    },
  };
}

type Failure = { reason: string; isPermanent: boolean };

/** A redirect is not followed: it would turn a POST into a GET without its body. */
async function request({ url, method, headers, body }: Delivery): Promise<'delivered' | Failure> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method, headers, body, redirect: 'manual', signal });
    // The body is of no interest, and must not keep the connection open.
    await response.body?.cancel();
    if (response.ok) return 'delivered';
    const { status } = response;
    return { reason: `HTTP ${status}`, isPermanent: status < 500 && status !== 429 && status !== 408 };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { reason: name === 'TimeoutError' ? 'timed out' : (cause?.code ?? name), isPermanent: false };
  }
}
