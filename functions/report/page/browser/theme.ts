/** The style sheet's colours, for charts that are drawn on canvas. */

const NAMES = ['ink', 'quiet', 'rule', 'line', 'failed', 'missing'] as const;

export type Theme = Record<(typeof NAMES)[number], string>;

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(colours);
}

/** Calls back when the system changes between light and dark. */
export function onThemeChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
