/** The exchange's ban for repeating a failing request, by caller and endpoint. */
import { type ErrorResponse, repeatedErrorsError } from './responses';

/** "over 20 error code:… requests within 480000 ms for this api" */
const MAX_ERRORS = 20;
const WINDOW_MS = 480_000;

/** Counts the errors of each caller at each endpoint; `now` is epoch ms. */
export function errorLimiter() {
  const refusals = new Map<string, { code: number; at: number }[]>();
  const bans = new Map<string, { refusal: ErrorResponse; until: number }>();
  return {
    /** The current ban of `caller`, if any. */
    banOf(caller: string, now: number): ErrorResponse | undefined {
      const ban = bans.get(caller);
      return ban && now < ban.until ? ban.refusal : undefined;
    },
    /** Counts an error; returns it, or a ban once there are too many. */
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
