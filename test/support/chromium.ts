/** A real browser for the page's tests: the system's Chromium, which a laptop may lack and CI must have. */

import { type Browser, chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../functions/report/statement/chromium';

const found = findChromium();

/** `describe` where there is a browser; otherwise the group is skipped, or in CI fails. */
export function describeInBrowser(title: string, tests: () => void): void {
  if (found || process.env.CI) describe(title, tests);
  else describe.skip(title, tests);
}

export function startBrowser(): Promise<Browser> {
  if (!found) throw new Error('There is no Chromium here: install it, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath: found, args: chromiumArguments() });
}
