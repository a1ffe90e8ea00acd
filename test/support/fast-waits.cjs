/** Preloaded into the sandboxes of long simulations: runs timers twenty times as fast, so that a year fits into minutes. */
const SPEED_UP = 20;
/** No timer is shortened below this, so that a busy machine does not look like a network failure: ms. */
const MIN_MS = 300;
const realSetTimeout = setTimeout;

globalThis.setTimeout = Object.assign(
  (
    /** @type {(...values: unknown[]) => void} */ callback,
    /** @type {number} */ ms,
    /** @type {unknown[]} */ ...values
  ) => realSetTimeout(callback, ms > MIN_MS ? Math.max(MIN_MS, ms / SPEED_UP) : ms, ...values),
  realSetTimeout,
);
