/**
 * `npm run page-times`: how long the page of a year and that of ten years take to open, from navigation to the first painted
 * chart, in a window of 1400 × 900, with their sizes. The machine should do nothing else.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../support/chromium';
import { buildPage } from '../support/page';
import { SCENES } from './scenes';

const NAMES = ['year-50-assets', 'ten-years'];
const ROUNDS = 9;

/** Notes the time of the second frame after the chart's canvas was added: it has been painted by then. */
const WATCH = `(() => {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.chart canvas')) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('chart painted')));
  });
  observer.observe(document, { childList: true, subtree: true });
})()`;

async function main(): Promise<void> {
  const browser = await startBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'page-times-'));
  try {
    for (const name of NAMES) {
      const scene = SCENES[name]?.();
      if (!scene) throw new Error(`There is no scene ${name}.`);
      const html = await buildPage(scene.accounts, scene);
      const file = join(folder, `${name}.html`);
      writeFileSync(file, html);
      const times: number[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push(await openTime(browser, file));
      times.sort((a, b) => a - b);
      const [median = 0, first = 0, last = 0] = [times[ROUNDS >> 1], times[0], times.at(-1)];
      console.log(
        `${name}: ${(html.length / 1e6).toFixed(2)} MB, ${median} ms (${first}–${last}), ${ROUNDS} rounds`,
      );
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds since navigation. */
async function openTime(browser: Browser, file: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.addInitScript(WATCH);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('#page > :not([aria-busy])');
  const painted = await page.evaluate<number>(`new Promise((resolve) => {
    const entry = performance.getEntriesByName('chart painted')[0];
    if (entry) resolve(entry.startTime);
    else new PerformanceObserver((list) => resolve(list.getEntries()[0].startTime)).observe({ entryTypes: ['mark'] });
  })`);
  await page.close();
  return Math.round(painted);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
