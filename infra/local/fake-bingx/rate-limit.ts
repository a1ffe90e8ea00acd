/** The exchange's rate limit per key, and the headers that report what remains. */

/** At most `requests` in any `perMs` milliseconds. */
export type RateLimit = { requests: number; perMs: number };

type Allowance = { allowed: boolean; headers: Record<string, string> };

/** Counts the requests of each key over a sliding window; `now` is epoch ms. */
export function rateLimiter({ requests, perMs }: RateLimit) {
  const seen = new Map<string, number[]>();
  return function take(key: string, now: number): Allowance {
    const recent = (seen.get(key) ?? []).filter((at) => at > now - perMs && at <= now);
    const allowed = recent.length < requests;
    if (allowed) recent.push(now);
    seen.set(key, recent);
    return {
      allowed,
      headers: {
        'x-ratelimit-requests-remain': String(requests - recent.length),
        'x-ratelimit-requests-expire': String((recent[0] ?? now) + perMs - now),
      },
    };
  };
}
