/** A real browser for the page's tests: the system's Chromium, which a laptop may lack and CI must have. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const found = PLACES.find((place) => place !== undefined && existsSync(place));

/** `describe` where there is a browser; elsewhere a group that is shown as skipped, or in CI one that fails. */
export const describeInBrowser: jest.Describe = found || process.env.CI ? describe : describe.skip;

export function startBrowser(): Promise<Browser> {
  if (!found) throw new Error('There is no Chromium here: install it, or set CHROMIUM_PATH');
  // As root, as in a container, Chromium refuses to start with its sandbox.
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
