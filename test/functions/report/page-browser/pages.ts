/** Pages in a real browser: one browser for a test file, and each page built once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { PageSlot } from '../../../../functions/report/page/encoder';
import { startBrowser } from '../../../support/chromium';
import { type AccountSlots, buildPage } from '../../../support/page';
import { HISTORY, KNOWN_ROWS, NOW } from '../known-history';
import { PRICED_NOW, pricedRows } from '../page-rows';

type Opened = {
  page: Page;
  /** URLs that were requested, the page's own first. */
  requests: string[];
  /** What was written to the console, and errors. */
  messages: string[];
};

/** For the tests of one `describe`. Returns the function that opens one of the pages. */
export function usePages<Name extends string>(builders: { [name in Name]: () => Promise<string> }) {
  let browser: Browser;
  let folder: string;
  const files = new Map<Name, string>();
  const open: Page[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'page-'));
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const page of open.splice(0)) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function fileOf(name: Name): Promise<string> {
    const file = files.get(name) ?? join(folder, `${name}.html`);
    if (!files.has(name)) writeFileSync(file, await builders[name]());
    files.set(name, file);
    return file;
  }

  return async (name: Name, options: BrowserContextOptions = {}): Promise<Opened> => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    open.push(page);
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void messages.push(message.text()));
    page.on('pageerror', (error) => void messages.push(error.message));
    await page.goto(pathToFileURL(await fileOf(name)).href);
    await page.waitForSelector('#page > :not([aria-busy])');
    return { page, requests, messages };
  };
}

/** The page of an account's slots. */
export const pageOf = (slots: PageSlot[], changes: Partial<AccountSlots> = {}): Promise<string> =>
  buildPage([accountOf(slots, changes)], { madeAt: slots.at(-1)?.slot ?? NOW });

export function accountOf(slots: PageSlot[], changes: Partial<AccountSlots> = {}): AccountSlots {
  const [from, to] = [slots[0]?.slot ?? NOW, slots.at(-1)?.slot ?? NOW];
  return { account: 'main', from, to, slots, ...changes };
}

/** Twelve slots of a history without prices, of which 00, 01, 05, 06 and 08 were captured. */
export function knownPage(): Promise<string> {
  const slots = [...new Set(HISTORY.map(({ slot }) => slot))].map((slot): PageSlot => {
    const row = KNOWN_ROWS.find((row) => row.account === 'main' && row.slot === slot);
    return row ?? { slot, status: 'missing' };
  });
  return buildPage([accountOf(slots, { to: NOW })], { madeAt: NOW });
}

/** Ten days of five wallets with prices. */
export const pricedPage = (): Promise<string> =>
  buildPage([accountOf(pricedRows('priced'), { account: 'priced' })], { madeAt: PRICED_NOW });

export const figures = (page: Page) => page.locator('.summary p').allTextContents();

export async function readout(page: Page): Promise<string> {
  const parts = await page.locator('.readout span').allTextContents();
  return parts.join(': ');
}

/** Moves the pointer over the chart to a slot, counted from the first. */
export async function hover(page: Page, slot: number, of: number): Promise<void> {
  const box = await page.locator('.chart .u-over').boundingBox();
  if (!box) throw new Error('The chart is not visible.');
  await page.mouse.move(box.x + (box.width * slot) / of + 2, box.y + box.height / 2);
}

/** Shares of the chart's height, from its top: where the line begins and ends in a column. */
export type Column = { top: number; bottom: number } | null;

/** The line in each column of pixels of a part of the chart; positions are slots, counted from the first. */
export const lineColumns = (page: Page, from: number, to: number, of: number) =>
  page.evaluate<Column[]>(`(() => {
    const canvas = document.querySelector('.chart canvas');
    const over = document.querySelector('.chart .u-over');
    const scale = canvas.width / canvas.clientWidth;
    const slotWidth = over.clientWidth / ${of};
    const part = [over.offsetLeft + ${from} * slotWidth, over.offsetTop, (${to} - ${from}) * slotWidth, over.clientHeight];
    const [x, y, width, height] = part.map((length) => Math.round(length * scale));
    const { data } = canvas.getContext('2d').getImageData(x, y, width, height);
    const line = getComputedStyle(document.documentElement).getPropertyValue('--line').trim();
    const wanted = [1, 3, 5].map((at) => Number.parseInt(line.slice(at, at + 2), 16));
    return Array.from({ length: width }, (_, column) => {
      const rows = [];
      for (let row = 0; row < height; row++) {
        const at = 4 * (row * width + column);
        const isAlike = wanted.every((part, c) => Math.abs(data[at + c] - part) < 40);
        if (isAlike && data[at + 3] > 100) rows.push(row);
      }
      return rows.length > 0 ? { top: rows[0] / height, bottom: rows.at(-1) / height } : null;
    });
  })()`);
