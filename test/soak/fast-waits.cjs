/** Preloaded into the soak's sandboxes: waits and time limits pass twenty times as fast, so that a year fits into minutes. */
const FASTER = 20;
/** The least that a limit is cut to, so that a busy machine is not taken for a dead network: ms. */
const LEAST = 100;
const realSetTimeout = setTimeout;

globalThis.setTimeout = Object.assign(
  (
    /** @type {(...values: unknown[]) => void} */ callback,
    /** @type {number} */ ms,
    /** @type {unknown[]} */ ...values
  ) => realSetTimeout(callback, ms > LEAST ? Math.max(LEAST, ms / FASTER) : ms, ...values),
  realSetTimeout,
);
