/** The page in a real browser: what its first screen shows, gaps as gaps, no request, and everything by keyboard. */
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, startBrowser } from '../../support/chromium';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import { KNOWN_ROWS, NOW, WHITELIST } from './known-history';
import { PRICED_NOW, pricedRows } from './page-rows';

// A browser is started, and the machine may be busy.
jest.setTimeout(60_000);

describeInBrowser('the page', () => {
  let table: TestTable;
  let browser: Browser;
  /** Of a history without prices, and of one with five wallets and prices. */
  let file: string;
  let priced: string;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write([...KNOWN_ROWS, ...pricedRows('priced'), ...pricedRows('other')]);
    useEngine(table);
    browser = await startBrowser();
    file = await pageOf(['main']);
    priced = await pageOf(['priced'], PRICED_NOW);
  });
  afterAll(async () => {
    await browser?.close();
    await table?.close();
  });

  async function pageOf(accounts: string[], now = NOW): Promise<string> {
    const output = temporaryFile('report.html');
    const args = ['html', '--table', table.tableName, '--account', ...accounts, '--output', output];
    expect(await report(args, now)).toMatchObject({ exitCode: 0, stdout: '' });
    return output;
  }

  /** Opens the page, and records its requests, console messages and errors. */
  async function open(path = file, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    const requests: string[] = [];
    const messages: string[] = [];
    page.on('request', (request) => void requests.push(request.url()));
    page.on('console', (message) => void messages.push(message.text()));
    page.on('pageerror', (error) => void messages.push(error.message));
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('#page footer');
    return { page, requests, messages };
  }

  const readout = async (page: Page) => {
    const parts = await page.locator('.readout span').allTextContents();
    return parts.join(': ');
  };
  /** Moves the pointer over the chart to a slot, counted from the first. */
  async function hover(page: Page, slot: number, of: number): Promise<void> {
    const box = await page.locator('.chart .u-over').boundingBox();
    if (!box) throw new Error('The chart is not to be seen');
    await page.mouse.move(box.x + (box.width * slot) / of + 2, box.y + box.height / 2);
  }
  /** How many pixels of a slot's part of the chart have the colour of the line. */
  const linePixels = (page: Page, slot: number, of: number) =>
    page.evaluate<number>(`(() => {
      const canvas = document.querySelector('.chart canvas');
      const over = document.querySelector('.chart .u-over');
      const scale = canvas.width / canvas.clientWidth;
      const left = over.offsetLeft + (over.clientWidth * (${slot} + 0.05)) / ${of};
      const part = [left, over.offsetTop, (over.clientWidth * 0.9) / ${of}, over.clientHeight];
      const { data } = canvas.getContext('2d').getImageData(...part.map((length) => length * scale));
      const line = getComputedStyle(document.documentElement).getPropertyValue('--line').trim();
      const wanted = [1, 3, 5].map((at) => Number.parseInt(line.slice(at, at + 2), 16));
      let found = 0;
      for (let i = 0; i < data.length; i += 4) {
        const alike = wanted.every((part, c) => Math.abs(data[i + c] - part) < 40);
        if (alike && data[i + 3] > 100) found++;
      }
      return found;
    })()`);

  const figures = (page: Page) => page.locator('.summary p').allTextContents();

  it('makes no request, and writes nothing to the console', async () => {
    const { page, requests, messages } = await open(priced);
    await page.locator('summary').first().click();

    expect(requests).toEqual([pathToFileURL(priced).href]);
    expect(messages).toEqual([]);
    await page.close();
  });

  it.each([
    [1400, 900],
    [400, 850],
  ])(
    'shows worth, change, chart, ranges, wallets and allocation on a first screen of %i × %i',
    async (width, height) => {
      const { page } = await open(priced, { viewport: { width, height } });

      const bottoms = await page.evaluate<Record<string, number>>(`Object.fromEntries(
      ['.figure', '.figure-change', '.chart canvas', '.ranges', '#wallets', '#allocation .allocation-bar'].map(
        (selector) => [selector, document.querySelector(selector).getBoundingClientRect().bottom]))`);

      for (const bottom of Object.values(bottoms)) expect(bottom).toBeLessThanOrEqual(height);
      expect(await figures(page)).toEqual([
        'Total worth at 10 Jan 2026, 23:00 UTC',
        'about 30,364.00 USDT',
        'Change unknown since 1 Jan 2026, 00:00 UTC: a total is incomplete.',
        'Not included: Coin-M Perpetual Futures (permission-denied)',
      ]);
      await page.close();
    },
  );

  it('shows the figures of the last captured slot in the visible period', async () => {
    const { page } = await open(priced);

    await page.getByRole('button', { name: '1 day' }).click();
    await page.getByRole('button', { name: 'Earlier' }).click();
    await page.getByRole('button', { name: 'Earlier' }).click();
    await page.getByText('9 Jan 2026, 23:00 UTC').first().waitFor();

    expect(await figures(page)).toEqual([
      'Total worth at 9 Jan 2026, 23:00 UTC',
      '30,360.00 USDT',
      '+23.00 (+0.08%) since 9 Jan 2026, 00:00 UTC',
    ]);
    expect(await page.locator('#wallets li').allInnerTexts()).toEqual([
      expect.stringMatching(/^Spot Account\s+30,215\.00\s+99\.52%/),
      expect.stringMatching(/^USDⓈ-M Perpetual Futures\s+100\.00/),
      expect.stringMatching(/^Copy Trading exchange’s figure\s+25\.00/),
      expect.stringMatching(/^Coin-M Perpetual Futures\s+20\.00/),
      expect.stringMatching(/^Fund Account\s+0\.00/),
    ]);
    await page.close();
  });

  it('shows amounts of a history without prices, the most active one in the chart', async () => {
    const { page } = await open();

    expect(await figures(page)).toEqual([
      'Total worth at 1 Jan 2026, 08:00 UTC',
      'unknown',
      'This history has no prices, so amounts are shown.',
    ]);
    expect(await page.locator('#plot option:checked').textContent()).toBe('BTC');
    expect(await page.locator('#allocation li').allInnerTexts()).toEqual([
      expect.stringContaining('0.1'),
      expect.stringContaining('1.4'),
    ]);
    await page.close();
  });

  it('draws a line where amounts are known, and none where they are not', async () => {
    const { page } = await open();
    await page.selectOption('#plot', { label: 'BTC' });

    // Twelve due slots, of which 00, 01, 05, 06 and 08 were captured.
    const drawn: number[] = [];
    for (let slot = 0; slot < 12; slot++) if ((await linePixels(page, slot, 12)) > 0) drawn.push(slot);

    expect(drawn).toEqual([0, 1, 5, 6, 8]);
    await page.close();
  });

  it('shows the exact amount under the pointer, and in a gap its reason', async () => {
    const { page } = await open();
    await page.selectOption('#plot', { label: 'ETH' });

    await hover(page, 1, 12);
    expect(await readout(page)).toBe('1 Jan 2026, 01:00 UTC: 2.5 ETH (2 free, 0.5 locked)');
    await hover(page, 2, 12);
    expect(await readout(page)).toBe(
      `1 Jan 2026, 02:00 UTC: unknown, failed: ip-not-whitelisted (${WHITELIST})`,
    );
    await hover(page, 4, 12);
    expect(await readout(page)).toBe('1 Jan 2026, 04:00 UTC: unknown, missing: no row was written');
    await hover(page, 5, 12);
    expect(await readout(page)).toBe('1 Jan 2026, 05:00 UTC: 0 ETH');
    await page.close();
  });

  it('shows an asset in the chart when it is chosen in the holdings', async () => {
    const { page } = await open();

    await page.locator('#holdings').getByRole('button', { name: '=ODD' }).click();

    expect(await page.locator('#plot option:checked').textContent()).toBe('=ODD');
    await hover(page, 8, 12);
    expect(await readout(page)).toContain('0.1 =ODD');
    await page.close();
  });

  it('moves the cursor slot by slot by keyboard, with text for screen readers', async () => {
    const { page } = await open();
    await page.selectOption('#plot', { label: 'BTC' });

    const slider = page.getByRole('slider', { name: 'Slot' });
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('1 Jan 2026, 00:00 UTC: 1.5 BTC');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');

    expect(await slider.getAttribute('aria-valuetext')).toContain('unknown, failed: ip-not-whitelisted');
    await page.close();
  });

  it('reaches every control by the Tab key', async () => {
    const { page } = await open(priced);

    const controls = await page
      .locator('a[href], button:not(:disabled), select, input, summary, .scroll')
      .count();
    const reached = new Set<string>();
    for (let i = 0; i < controls; i++) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(
          '[...document.querySelectorAll("*")].indexOf(document.activeElement) + document.activeElement.tagName',
        ),
      );
    }

    expect(reached.size).toBe(controls);
    await page.close();
  });

  it('has tables for the chart’s data, the movements and the gaps', async () => {
    const { page } = await open();
    await page.selectOption('#plot', { label: 'BTC' });
    await page.getByText('The chart as a table').click();

    const rows = (caption: string | RegExp) => page.getByRole('table', { name: caption }).locator('tbody tr');
    await rows('BTC: every slot of the visible period').first().waitFor();
    const values = await rows('BTC: every slot of the visible period').allInnerTexts();
    expect(values).toHaveLength(12);
    expect(values[0]).toBe('1 Jan 2026, 00:00 UTC\t1.5\t');
    expect(values[2]).toBe(`1 Jan 2026, 02:00 UTC\tunknown\tfailed: ip-not-whitelisted (${WHITELIST})`);
    expect((await rows(/movements/).allInnerTexts()).at(-1)).toBe(
      '1 Jan 2026, 01:00 UTC\tBTC\tSpot Account\t+0.00000001\tunknown\t1.5 → 1.50000001',
    );
    expect(await rows(/^4 gaps/).count()).toBe(4);
    expect(await page.locator('#completeness .lead').textContent()).toBe(
      '41.66% complete: 5 of 12 slots captured, 3 failed, 4 missing; 4 gaps.',
    );
    await page.close();
  });

  it('moves the chart to a gap that is chosen in the table', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: '1 Jan 2026, 07:00 UTC' }).click();

    expect(await readout(page)).toContain('failed: exchange-unavailable (=HYPERLINK("http://x","busy"))');
    await page.close();
  });

  it('shows names and messages from outside as text, never as markup', async () => {
    const evil = '</script><img src=x onerror=alert(1)><script>alert(2)</script>';
    const [first = '', second = ''] = hours('2026-01-01T00:00:00Z', 2);
    await table.write([
      captured({ account: 'evil', slot: first, held: { [evil]: '1' } }),
      failed({ account: 'evil', slot: second, reason: evil, message: evil }),
    ]);
    const { page, requests, messages } = await open(await pageOf(['evil']));

    expect(await page.locator('#plot option').last().textContent()).toBe(evil);
    expect(await page.locator('#page img, #page script').count()).toBe(0);
    expect(requests).toHaveLength(1);
    expect(messages).toEqual([]);
    await page.close();
  });

  it('opens with an overview of several accounts, adding up only a slot at which each is known', async () => {
    const { page } = await open(await pageOf(['priced', 'other'], PRICED_NOW));

    expect(await figures(page)).toEqual([
      'Total worth of all accounts at 10 Jan 2026, 23:00 UTC, the last slot at which each is known',
      'about 60,728.00 USDT',
    ]);
    await page.getByRole('button', { name: 'other' }).click();

    expect(await page.locator('h1').textContent()).toBe('other');
    await page.selectOption('#account', { label: 'All accounts' });
    expect(await page.locator('h1').textContent()).toBe('2 accounts');
    await page.close();
  });

  it('does not add up accounts of which one has no worth', async () => {
    const { page } = await open(await pageOf(['savings', 'priced'], PRICED_NOW));

    expect((await figures(page)).slice(1)).toEqual([
      'unknown',
      'There is no slot at which the worth of each account is known.',
    ]);
    await page.close();
  });

  it('has its sparklines and tables in print', async () => {
    const { page } = await open(priced);
    await page.emulateMedia({ media: 'print' });

    const lines = await page.evaluate<number[]>(
      '[...document.querySelectorAll(".sparkline path")].map((path) => path.getTotalLength())',
    );

    expect(lines.length).toBeGreaterThan(3);
    for (const length of lines) expect(length).toBeGreaterThan(50);
    await page.close();
  });

  it.each([
    ['light', 360],
    ['dark', 1200],
  ] as const)('fits in %s colours into %i pixels without scrolling sideways', async (colorScheme, width) => {
    const { page, messages } = await open(priced, { viewport: { width, height: 800 }, colorScheme });

    const sideways = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');

    expect(sideways).toBe(0);
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(20, 22, 26)');
    expect(messages).toEqual([]);
    await page.close();
  });
});
