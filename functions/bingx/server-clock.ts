/** The exchange's clock: how far ours is from it, measured on answers that carry its time. */

/** After six hours even a clock that drifts by 50 ppm is off by one second, a fifth of what recvWindow allows. */
const STALE_AFTER_MS = 6 * 3_600_000;

/** A measurement may be off by half its round trip; beyond this one it says too little. */
const MAX_ROUND_TRIP_MS = 4_000;

/** The most that two clocks are believed to differ. Whoever says more, the exchange too, is not believed. */
export const MAX_CLOCK_OFFSET_MS = 24 * 3_600_000;

type Measurement = {
  /** What the exchange's clock said: epoch ms. */
  serverTime: number;
  /** Local epoch ms when the question went out, and when the answer came. */
  sentAt: number;
  answeredAt: number;
};

export type ServerClock = {
  /** Epoch ms on the exchange's clock; on our own as long as nothing was measured. */
  now(): number;
  /** Our clock minus the exchange's, in ms, where it was measured. */
  skewMs(): number | undefined;
  /** True where the offset was never measured, or too long ago. */
  isStale(): boolean;
  /** Takes a measurement in. False for one that came too slowly to say anything, or says what cannot be. */
  observe(measurement: Measurement): boolean;
};

/** Keeps the offset for as long as it lives: across the warm runs of one instance. */
export function createServerClock(clock: () => number): ServerClock {
  let known: { skewMs: number; measuredAt: number } | undefined;
  return {
    now: () => Math.round(clock() - (known?.skewMs ?? 0)),
    skewMs: () => known?.skewMs,
    // A clock that was set back since is as unknown as an old one.
    isStale: () => known === undefined || Math.abs(clock() - known.measuredAt) > STALE_AFTER_MS,
    observe({ serverTime, sentAt, answeredAt }) {
      const roundTrip = answeredAt - sentAt;
      if (roundTrip < 0 || roundTrip > MAX_ROUND_TRIP_MS) return false;
      const skewMs = Math.round(sentAt + roundTrip / 2 - serverTime);
      if (Math.abs(skewMs) > MAX_CLOCK_OFFSET_MS) return false;
      known = { skewMs, measuredAt: answeredAt };
      return true;
    },
  };
}
