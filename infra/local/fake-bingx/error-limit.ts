/** The exchange's ban of those who repeat a request that keeps failing: by key and endpoint. */
import { type ErrorResponse, repeatedErrorsError } from './responses';

/** "over 20 error code:… requests within 480000 ms for this api" */
const MAX_ERRORS = 20;
const WINDOW_MS = 480_000;

/** Counts the refusals of one caller at one endpoint; `now` is epoch ms. */
export function errorLimiter() {
  const refusals = new Map<string, { code: number; at: number }[]>();
  const bans = new Map<string, { refusal: ErrorResponse; until: number }>();
  return {
    /** The ban that `caller` is under, if any. */
    banOf(caller: string, now: number): ErrorResponse | undefined {
      const ban = bans.get(caller);
      return ban && now < ban.until ? ban.refusal : undefined;
    },
    /** Takes a refusal into account; what it becomes where it was one too many. */
    count(caller: string, refusal: ErrorResponse, now: number): ErrorResponse {
      const { code } = refusal;
      const recent = (refusals.get(caller) ?? []).filter(({ at }) => at > now - WINDOW_MS && at <= now);
      recent.push({ code, at: now });
      refusals.set(caller, recent);
      if (recent.filter((seen) => seen.code === code).length <= MAX_ERRORS) return refusal;
      const until = now + WINDOW_MS;
      bans.set(caller, { refusal: repeatedErrorsError(until, code), until });
      refusals.delete(caller);
      return repeatedErrorsError(until, code);
    },
  };
}
