/** The exchange's clock: the offset of our clock, measured on answers that carry the exchange's time. */

/** After six hours even a clock that drifts by 50 ppm is off by one second, a fifth of what recvWindow allows. */
const STALE_AFTER_MS = 6 * 3_600_000;

/** A measurement may be wrong by half its round trip; slower ones are too inexact. */
const MAX_ROUND_TRIP_MS = 4_000;

/** A larger difference between the clocks is implausible, and ignored. */
export const MAX_CLOCK_OFFSET_MS = 24 * 3_600_000;

type Measurement = {
  /** The exchange's clock: epoch ms. */
  serverTime: number;
  /** Local epoch ms when the request was sent, and when the answer arrived. */
  sentAt: number;
  answeredAt: number;
};

export type ServerClock = {
  /** Epoch ms on the exchange's clock; on ours until it was measured. */
  now(): number;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  skewMs(): number | undefined;
  /** True where the offset was never measured, or too long ago. */
  isStale(): boolean;
  /** Uses a measurement. False where it was too slow or is implausible. */
  observe(measurement: Measurement): boolean;
  /** The offset is unknown again. */
  forget(): void;
};

/** Keeps the offset across the warm runs of one instance. */
export function createServerClock(clock: () => number): ServerClock {
  let known: { skewMs: number; measuredAt: number } | undefined;
  return {
    now: () => Math.round(clock() - (known?.skewMs ?? 0)),
    skewMs: () => known?.skewMs,
    // A clock that was set back makes the age unknown.
    isStale: () => known === undefined || Math.abs(clock() - known.measuredAt) > STALE_AFTER_MS,
    observe({ serverTime, sentAt, answeredAt }) {
      const roundTrip = answeredAt - sentAt;
      if (roundTrip < 0 || roundTrip > MAX_ROUND_TRIP_MS) return false;
      const skewMs = Math.round(sentAt + roundTrip / 2 - serverTime);
      if (Math.abs(skewMs) > MAX_CLOCK_OFFSET_MS) return false;
      known = { skewMs, measuredAt: answeredAt };
      return true;
    },
    forget() {
      known = undefined;
    },
  };
}
