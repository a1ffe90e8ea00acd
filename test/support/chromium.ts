/** A real browser for the page's tests: the system's Chromium, optional on a laptop and required in CI. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATHS = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const found = PATHS.find((path) => path !== undefined && existsSync(path));

/** `describe` where there is a browser; otherwise the group is skipped, or in CI fails. */
export const describeInBrowser: jest.Describe = found || process.env.CI ? describe : describe.skip;

export function startBrowser(): Promise<Browser> {
  if (!found) throw new Error('Chromium was not found: install it or set CHROMIUM_PATH.');
  // As root, as in a container, Chromium does not start with its sandbox.
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
