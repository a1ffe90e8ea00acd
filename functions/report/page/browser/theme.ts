/** The colours of the moment, as the style sheet has them: charts are drawn on canvas and have to be told. */

export type Theme = {
  ink: string;
  quiet: string;
  rule: string;
  line: string;
  failed: string;
  missing: string;
};

export function theme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: of('ink'),
    quiet: of('quiet'),
    rule: of('rule'),
    line: of('line'),
    failed: of('failed'),
    missing: of('missing'),
  };
}

/** Calls back whenever the reader's system changes between light and dark. */
export function onThemeChange(redraw: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
}
