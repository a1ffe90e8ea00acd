/** A page whose file comes slowly: the first screen does not wait for its end, and a file without its end says so. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { type Listening, listen } from '../../../../infra/local/emulators/listen';
import { describeInBrowser, startBrowser } from '../../../support/chromium';
import { figures, pricedPage } from './pages';

describeInBrowser('a page that is still being read', () => {
  let browser: Browser;
  let server: Listening;
  let response: ServerResponse;
  let amounts: string;

  beforeAll(async () => {
    const html = await pricedPage();
    const end = html.indexOf('id="amounts">') + 'id="amounts">'.length;
    amounts = html.slice(end);
    browser = await startBrowser();
    server = await listen(async (_, answer) => {
      response = answer.writeHead(200, { 'content-type': 'text/html' });
      response.write(html.slice(0, end));
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function openFirstPart() {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.waitForSelector('.chart canvas');
    return page;
  }

  it('shows worth and chart, then the amounts when they are there', async () => {
    const page = await openFirstPart();

    expect((await figures(page))[1]).toBe('about 30,364.00 USDT');
    expect(await page.locator('#plot').isDisabled()).toBe(true);
    expect(await page.locator('#holdings tbody tr').count()).toBe(0);

    response.end(amounts);
    await page.waitForSelector('#page > :not([aria-busy])');

    expect(await page.locator('#holdings tbody tr').count()).toBe(4);
    await page.locator('#plot').selectOption({ label: 'BTC (Spot Account)' });
    expect(await page.locator('.readout').textContent()).toMatch(/BTC/);
  });

  it('shows an asset whose amounts the file lacks as unknown, never as zero', async () => {
    const page = await openFirstPart();

    response.end(`${gzipSync('[[]]').toString('base64')}</script>`);
    await page.waitForSelector('#page > :not([aria-busy])');

    expect(await page.locator('#holdings').textContent()).toContain('Nothing is known to have been held');
    await page.locator('#plot').selectOption({ label: 'BTC (Spot Account)' });
    expect(await page.locator('.readout').textContent()).toContain('unknown');
  });

  it('says that its file is not complete where the end is missing', async () => {
    const page = await openFirstPart();

    response.end(amounts.slice(0, amounts.length / 2));

    await page
      .getByText('This page cannot be shown completely: its file is not complete, or was changed.')
      .waitFor();
    expect((await figures(page))[1]).toBe('about 30,364.00 USDT');
  });
});
