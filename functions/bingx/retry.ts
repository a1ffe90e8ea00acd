/** The retry loop: whether an error may be retried, how long to wait first, and when to stop. */

import type { RetryStrategy } from './error-codes';
import type { ApiError, ApiResult } from './response';

/** Requests to one endpoint in one run: the exchange bans clients that repeat a failing request. */
export const REQUEST_BUDGET = 5;

/** How often each strategy may be used in one run. */
const MAX_RETRIES: Record<RetryStrategy, number> = {
  never: 0,
  once: 1,
  backoff: REQUEST_BUDGET - 1,
  'with-rotated-secret': 1,
  'after-clock-sync': 1,
  'after-window': 1,
  'at-retry-time': 1,
};

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 8_000;

/** The shortest and the longest window of a rate limit: "5/s by UID", "300 per 10 s per IP". */
const MIN_WINDOW_MS = 1_000;
const MAX_WINDOW_MS = 10_000;

/** Jitter after a limit or ban ends, so that many accounts do not retry in the same instant. */
const AFTER_LIMIT_JITTER_MS = 1_000;

/** With less time left than this, no request is sent: it would only time out. */
export const MIN_REQUEST_MS = 1_000;

export type RetryDependencies<T> = {
  /** Sends one request, with a new timestamp and signature, that ends within `limitMs`. */
  send: (limitMs: number) => Promise<ApiResult<T>>;
  /** Switches to a rotated secret; false where the secret has not changed. */
  refreshCredentials: (limitMs: number) => Promise<boolean>;
  /** Measures the exchange's clock again; false where no further request may follow. */
  resyncClock: (error: ApiError, limitMs: number) => Promise<boolean>;
  /** Epoch ms on the exchange's clock. */
  exchangeNow: () => number;
  /** Local epoch ms by which the loop has ended. It may come nearer while the loop runs. */
  deadline: () => number;
  /** Requests that may be sent. */
  maxRequests: number;
  clock: () => number;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
};

/** Sends requests until one succeeds, or fails with an error that cannot be retried in the time left. */
export async function sendWithRetries<T>(dependencies: RetryDependencies<T>): Promise<ApiResult<T>> {
  const { clock, deadline, maxRequests } = dependencies;
  const attemptsByStrategy = new Map<RetryStrategy, number>();
  const timeLeft = () => deadline() - clock();
  let result: ApiResult<T> = { kind: 'failed', error: NO_TIME };

  for (let request = 1; timeLeft() >= MIN_REQUEST_MS; request++) {
    result = await dependencies.send(timeLeft());
    if (result.kind === 'answered' || request === maxRequests) break;

    const { error } = result;
    const before = attemptsByStrategy.get(error.retry) ?? 0;
    if (before >= MAX_RETRIES[error.retry]) break;
    attemptsByStrategy.set(error.retry, before + 1);

    const waitMs = await prepareRetry(error, before, dependencies);
    if (waitMs === undefined || waitMs + MIN_REQUEST_MS > timeLeft()) break;
    if (waitMs > 0) await dependencies.sleep(waitMs);
  }
  return result;
}

const NO_TIME: ApiError = {
  reason: 'exchange-unavailable',
  retry: 'never',
  message: 'The run had no time left for a request to BingX',
};

/** Prepares the next request and returns how long to wait before it: ms, or undefined where none may follow. */
async function prepareRetry<T>(
  error: ApiError,
  before: number,
  dependencies: RetryDependencies<T>,
): Promise<number | undefined> {
  const limitMs = dependencies.deadline() - dependencies.clock();
  switch (error.retry) {
    case 'never':
      return undefined;
    case 'once':
    case 'backoff': // full jitter
      return dependencies.random() * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** before);
    case 'with-rotated-secret':
      return (await dependencies.refreshCredentials(limitMs)) ? 0 : undefined;
    case 'after-clock-sync':
      return (await dependencies.resyncClock(error, limitMs)) ? 0 : undefined;
    case 'after-window':
      return (
        Math.max(error.windowMs ?? MAX_WINDOW_MS, MIN_WINDOW_MS) +
        dependencies.random() * AFTER_LIMIT_JITTER_MS
      );
    case 'at-retry-time':
      if (error.retryAt === undefined) return undefined;
      return (
        Math.max(0, error.retryAt - dependencies.exchangeNow()) +
        dependencies.random() * AFTER_LIMIT_JITTER_MS
      );
  }
}
