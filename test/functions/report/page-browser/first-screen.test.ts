/** The page's first screen: what it shows at each size, in each kind of history, and the figures of the visible period. */
import { describeInBrowser } from '../../../support/chromium';
import { failed, hours } from '../../../support/slots';
import { figures, knownPage, pageOf, pricedPage, usePages } from './pages';

describeInBrowser('the first screen', () => {
  const open = usePages({
    priced: pricedPage,
    unpriced: knownPage,
    never: () =>
      pageOf(hours('2026-01-01T00:00:00Z', 3).map((slot) => failed({ slot, reason: 'ip-not-whitelisted' }))),
  });

  it.each([
    [1400, 900],
    [400, 850],
  ])('has worth, change, chart, ranges, wallets and allocation in %i × %i', async (width, height) => {
    const { page } = await open('priced', { viewport: { width, height } });

    const bottoms = await page.evaluate<number[]>(`[
      '.figure', '.figure-change', '.chart canvas', '.ranges', '#wallets', '#allocation .allocation-bar',
    ].map((selector) => document.querySelector(selector).getBoundingClientRect().bottom)`);

    for (const bottom of bottoms) expect(bottom).toBeLessThanOrEqual(height);
    expect(await figures(page)).toEqual([
      'Total worth at 10 Jan 2026, 23:00 UTC',
      'about 30,364.00 USDT',
      'Change unknown since 1 Jan 2026, 00:00 UTC: a total is incomplete.',
      'Not included: Coin-M Perpetual Futures (permission-denied)',
    ]);
  });

  it('has the figures of the last captured slot in the visible period', async () => {
    const { page } = await open('priced');

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
      expect.stringMatching(/^Copy Trading\s+exchange’s figure\s+25\.00/),
      expect.stringMatching(/^Coin-M Perpetual Futures\s+20\.00/),
      expect.stringMatching(/^Fund Account\s+0\.00/),
    ]);
  });

  it('shows amounts of a history without prices, the one that changes most in the chart', async () => {
    const { page } = await open('unpriced');

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
  });

  it('says that nothing is known of a history without a captured slot', async () => {
    const { page } = await open('never');

    expect(await figures(page)).toEqual(['Total worth', 'unknown', 'No slot was captured in this period.']);
    expect(await page.locator('.warning').textContent()).toBe(
      'No slot was captured: what was held is unknown.',
    );
    expect(await page.locator('.side .lead').allTextContents()).toEqual([
      'Nothing is known of this period.',
      'Nothing is known to have been held.',
      '',
    ]);
  });

  it.each(['priced', 'unpriced', 'never'] as const)(
    'makes no request and writes nothing to the console (%s)',
    async (name) => {
      const { page, requests, messages } = await open(name);
      await page.locator('summary').first().click();

      expect(requests).toEqual([page.url()]);
      expect(messages).toEqual([]);
    },
  );

  it.each([
    ['light', 360, 'rgb(251, 250, 247)'],
    ['dark', 1200, 'rgb(20, 22, 26)'],
  ] as const)(
    'fits in %s colours into %i pixels without scrolling sideways',
    async (colorScheme, width, paper) => {
      const { page } = await open('priced', { viewport: { width, height: 800 }, colorScheme });

      const root = await page.evaluate(
        '[document.documentElement.scrollWidth - document.documentElement.clientWidth, getComputedStyle(document.body).backgroundColor]',
      );

      expect(root).toEqual([0, paper]);
    },
  );
});
