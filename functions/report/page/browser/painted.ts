/** Work that can wait until what is on the first screen has been painted. */

/** Resolves after the next frame. */
export const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => window.setTimeout(resolve)));
