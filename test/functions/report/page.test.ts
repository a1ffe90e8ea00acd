/** The page in a real browser: it draws gaps as gaps, keeps to itself, and can be used by keyboard. */
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, startBrowser } from '../../support/chromium';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { captured, failed, hours } from '../../support/slots';
import { KNOWN_ROWS, NOW, WHITELIST } from './known-history';

// A browser is started, and the machine may be busy.
jest.setTimeout(60_000);

describeInBrowser('the page', () => {
  let table: TestTable;
  let browser: Browser;
  let file: string;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    useEngine(table);
    browser = await startBrowser();
    file = await pageOf('main');
  });
  afterAll(async () => {
    await browser?.close();
    await table?.close();
  });

  async function pageOf(...accounts: string[]): Promise<string> {
    const output = temporaryFile('report.html');
    const args = ['html', '--table', table.tableName, '--account', ...accounts, '--output', output];
    expect(await report(args, NOW)).toMatchObject({ exitCode: 0, stdout: '' });
    return output;
  }

  /** Opens the page; whatever it asks for or complains about is remembered. */
  async function open(path = file, options: Parameters<Browser['newPage']>[0] = {}) {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, ...options });
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => void asked.push(request.url()));
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('.chart .u-over');
    return { page, asked, complaints };
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
      const left = over.offsetLeft + (over.clientWidth * (${slot} + 0.02)) / ${of};
      const part = [left, over.offsetTop, (over.clientWidth * 0.96) / ${of}, over.clientHeight];
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

  it('keeps to itself: one file, no request, no complaint', async () => {
    const { page, asked, complaints } = await open();
    await page.locator('summary').first().click();

    expect(asked).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('draws a line where amounts are known, and none where they are not', async () => {
    const { page } = await open();
    await page.selectOption('#asset', { label: 'BTC' });

    // Twelve due slots, of which 00, 01, 05, 06 and 08 were captured.
    const drawn: number[] = [];
    for (let slot = 0; slot < 12; slot++) if ((await linePixels(page, slot, 12)) > 0) drawn.push(slot);

    expect(drawn).toEqual([0, 1, 5, 6, 8]);
    await page.close();
  });

  it('says the exact amount under the pointer, and in a gap its reason', async () => {
    const { page } = await open();
    await page.selectOption('#asset', { label: 'ETH' });

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

  it('shows another asset from the picker and from the small charts', async () => {
    const { page } = await open();

    await page.selectOption('#asset', { label: 'SOL' });
    await hover(page, 5, 12);
    expect(await readout(page)).toContain('12345678901234567890.12345678901234567 SOL');
    await page.getByRole('button', { name: /^BTC/ }).click();

    expect(await page.locator('#asset option:checked').textContent()).toBe('BTC');
    expect(await page.getByRole('button', { name: /^BTC/ }).getAttribute('aria-pressed')).toBe('true');
    await page.close();
  });

  it('can be walked through by the keyboard, slot by slot, with words for who cannot see', async () => {
    const { page } = await open();
    await page.selectOption('#asset', { label: 'BTC' });

    const slider = page.getByRole('slider', { name: 'Slot' });
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('1 Jan 2026, 00:00 UTC: 1.5 BTC');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');

    expect(await slider.getAttribute('aria-valuetext')).toContain('unknown, failed: ip-not-whitelisted');
    await page.close();
  });

  it('has real tables behind the charts, for values, changes and gaps', async () => {
    const { page } = await open();
    await page.selectOption('#asset', { label: 'BTC' });
    await page.getByText('The figures behind the chart').click();

    const rows = (caption: string | RegExp) => page.getByRole('table', { name: caption }).locator('tbody tr');
    await rows('BTC: every slot in view').first().waitFor();
    const values = await rows('BTC: every slot in view').allInnerTexts();
    expect(values[0]).toBe('1 Jan 2026, 00:00 UTC\t1.5\t1.5\t0\t');
    expect(values[2]).toBe(
      `1 Jan 2026, 02:00 UTC\tunknown\tunknown\tunknown\tfailed: ip-not-whitelisted (${WHITELIST})`,
    );
    expect(await rows('No longer held').allInnerTexts()).toEqual(['ETH\t2.5\t0\t−2.5']);
    expect(await rows('Newly held').allInnerTexts()).toEqual(['=ODD\t0\t0.1\t+0.1']);
    expect(await rows(/^4 gaps/).count()).toBe(4);
    await page.close();
  });

  it('moves the chart to a gap that is chosen in the table', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: '1 Jan 2026, 07:00 UTC' }).click();

    expect(await readout(page)).toContain('failed: exchange-unavailable (=HYPERLINK("http://x","busy"))');
    await page.close();
  });

  it('takes names and messages from outside as text, never as markup', async () => {
    const evil = '</script><img src=x onerror=alert(1)><script>alert(2)</script>';
    const [first = '', second = ''] = hours('2026-01-01T00:00:00Z', 2);
    await table.write([
      captured({ account: 'evil', slot: first, held: { [evil]: '1' } }),
      failed({ account: 'evil', slot: second, reason: evil, message: evil }),
    ]);
    const { page, asked, complaints } = await open(await pageOf('evil'));

    expect(await page.locator('#asset option').first().textContent()).toBe(evil);
    expect(await page.locator('#page img, #page script').count()).toBe(0);
    expect(asked).toHaveLength(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lets several accounts be chosen from', async () => {
    const { page } = await open(await pageOf('main', 'savings'));

    await page.selectOption('#account', { label: 'savings' });

    expect(await page.locator('h1').textContent()).toBe('savings');
    expect(await page.locator('#asset option').allInnerTexts()).toEqual(['USDT']);
    await page.close();
  });

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const)('fits in %s colours into %i pixels without scrolling sideways', async (colorScheme, width) => {
    const { page, complaints } = await open(file, { viewport: { width, height: 800 }, colorScheme });

    const sideways = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    const paper = await page.evaluate('getComputedStyle(document.body).backgroundColor');

    expect(sideways).toBe(0);
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(20, 22, 26)');
    expect(complaints).toEqual([]);
    await page.close();
  });
});
