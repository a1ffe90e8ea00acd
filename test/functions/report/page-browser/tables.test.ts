/** Holdings, movements and gaps below the first screen: on a wide screen, on a phone and in print. */
import { describeInBrowser } from '../../../support/chromium';
import { captured, failed, hours } from '../../../support/slots';
import { figures, knownPage, pageOf, pricedPage, usePages } from './pages';

const EVIL = '</script><img src=x onerror=alert(1)><script>alert(2)</script>';

describeInBrowser('the tables of the page', () => {
  const open = usePages({
    known: knownPage,
    priced: pricedPage,
    evil: async () => {
      const [first = '', second = ''] = hours('2026-01-01T00:00:00Z', 2);
      return pageOf([
        captured({ slot: first, held: { [EVIL]: '1' } }),
        failed({ slot: second, reason: EVIL, message: EVIL }),
      ]);
    },
    'simulated currency': () =>
      pageOf(
        hours('2026-01-01T00:00:00Z', 14).map((slot, i) => ({
          ...captured({ slot, held: { USDT: String(100 + i), VST: '9' } }),
          prices: { USDT: '1' },
        })),
      ),
    'from an earlier time': () =>
      pageOf(
        hours('2026-01-01T00:00:00Z', 3).map((slot, i) => ({
          ...captured({ slot, held: { USDT: String(100 + i) } }),
          prices: { USDT: '1' },
        })),
        { from: '2025-12-01T00:00:00Z' },
      ),
  });

  it('list movements and gaps, counted as in the sentence above them', async () => {
    const { page } = await open('known');

    const rows = (caption: RegExp) => page.getByRole('table', { name: caption }).locator('tbody tr');

    expect((await rows(/movements/).allInnerTexts()).at(-1)).toBe(
      '1 Jan 2026, 01:00 UTC\tBTC\tSpot Account\t+0.00000001\tunknown\t1.5 → 1.50000001',
    );
    expect(await rows(/^4 gaps/).count()).toBe(4);
    expect(await page.locator('#completeness .lead').textContent()).toBe(
      '41.66% complete: 5 of 12 slots captured, 3 failed, 4 missing; 4 gaps.',
    );
  });

  it('count changes from the first row of a period that begins before it, and say so', async () => {
    const { page } = await open('from an earlier time');

    expect(await page.locator('.period').textContent()).toBe(
      '1 Dec 2025 – 1 Jan 2026, 100% complete. The history begins at 1 Jan 2026, 00:00 UTC.',
    );
    expect((await figures(page))[2]).toBe('+2.00 (+2.00%) since 1 Jan 2026, 00:00 UTC');
    expect(await page.locator('#holdings tbody td').last().textContent()).toBe('+2');
  });

  it('show a simulated currency without a price, which is not an unknown one', async () => {
    const { page } = await open('simulated currency');

    const row = page.locator('#holdings tbody tr', { hasText: 'VST' });

    expect((await row.locator('td').allTextContents()).slice(0, 3)).toEqual(['9', 'simulated', 'none']);
  });

  it('say how many movements of the period are shown', async () => {
    const { page } = await open('simulated currency');
    const lead = page.locator('#movements .lead');
    const before = await lead.textContent();
    await page.getByRole('button', { name: 'Show all 13' }).click();

    expect([before, await lead.textContent()]).toEqual([
      'The newest 12 of 13 in this period are shown. Futures without unrealized profit.',
      'Futures without unrealized profit.',
    ]);
  });

  it('show the complete reason of a gap on a phone', async () => {
    const { page } = await open('known', { viewport: { width: 400, height: 850 } });

    const cut =
      await page.evaluate<number>(`[...document.querySelectorAll('#completeness td')].filter((cell) => {
      const { right } = cell.getBoundingClientRect();
      return right > document.documentElement.clientWidth || cell.scrollWidth > cell.clientWidth + 1;
    }).length`);

    expect(cut).toBe(0);
    expect(await page.locator('#completeness').textContent()).toContain('does not match IP whitelist');
  });

  it('show names and messages from outside as text, never as markup', async () => {
    const { page, requests, messages } = await open('evil');

    expect(await page.locator('#plot option').last().textContent()).toBe(EVIL);
    expect(await page.locator('#page img, #page script').count()).toBe(0);
    expect(requests).toHaveLength(1);
    expect(messages).toEqual([]);
  });

  it('have their sparklines in print, and fit on the paper', async () => {
    const { page } = await open('priced', { viewport: { width: 703, height: 994 } });
    await page.emulateMedia({ media: 'print' });

    const lines = await page.evaluate<number[]>(
      '[...document.querySelectorAll(".sparkline path")].map((path) => path.getTotalLength())',
    );
    const sideways = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );

    expect(lines.length).toBeGreaterThan(3);
    for (const length of lines) expect(length).toBeGreaterThan(50);
    expect(sideways).toBe(0);
  });
});
