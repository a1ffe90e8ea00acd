/** The chart: a line where values are known and none elsewhere, gaps as large as they are, and the same data as a table. */
import type { Page } from 'playwright-core';
import type { PageSlot } from '../../../../functions/report/page/encoder';
import { describeInBrowser } from '../../../support/chromium';
import { captured, failed, hours } from '../../../support/slots';
import { WHITELIST } from '../known-history';
import { free, row } from '../page-slots';
import { figures, hover, knownPage, lineColumns, pageOf, readout, usePages } from './pages';

const START = '2026-01-01T00:00:00Z';
const PRICES = { USDT: '1', BTC: '60000' };
const perpetual = { balance: '900', equity: '900', unrealizedProfit: '0', availableMargin: '900' };
const FUTURES = { USDTMPerp: { USDT: { ...perpetual, usedMargin: '0', frozenMargin: '0' } } };

/** Spot alone without prices (version 1), spot alone with prices, and from the ninth slot on with futures. */
const walletAddedLater = (): PageSlot[] =>
  hours(START, 12).map((slot, i) => {
    const spot = { USDT: free('100') };
    if (i < 4) return captured({ slot, held: { USDT: '100' } });
    return row(slot, {
      version: 2,
      prices: PRICES,
      balances: i < 8 ? { spot } : { spot, ...FUTURES },
    } as object);
  });

/** One slot in five failed, or all of them but the first. */
const withFailures = (isFailed: (slot: number) => boolean) => () =>
  pageOf(
    hours(START, 2000).map((slot, i) =>
      isFailed(i) ? failed({ slot, reason: 'exchange-unavailable' }) : captured({ slot, held: { BTC: '1' } }),
    ),
  );

describeInBrowser('the chart', () => {
  const open = usePages({
    known: knownPage,
    later: () => pageOf(walletAddedLater()),
    'one in five': withFailures((i) => i % 5 === 4),
    'all failed': withFailures((i) => i > 0),
  });

  const slotsWithLine = async (page: Page): Promise<number[]> => {
    const slots = Array.from({ length: 12 }, (_, slot) => slot);
    const columns = await Promise.all(slots.map((slot) => lineColumns(page, slot + 0.05, slot + 0.95, 12)));
    return slots.filter((slot) => columns[slot]?.some((column) => column !== null));
  };

  it('has a line where amounts are known, and none where they are not', async () => {
    const { page } = await open('known');
    await page.selectOption('#plot', { label: 'BTC' });

    expect(await slotsWithLine(page)).toEqual([0, 1, 5, 6, 8]);
  });

  it('begins the line of worth at the first slot with prices', async () => {
    const { page } = await open('later');

    expect(await slotsWithLine(page)).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('never shows a wallet that was recorded later as rising from zero', async () => {
    const { page } = await open('later');

    const worth = await lineColumns(page, 4, 12, 12);
    await page.selectOption('#plot', { label: 'USDT (USDⓈ-M Perpetual Futures)' });
    const futures = await slotsWithLine(page);

    // Two levels, at 100 and 1,000 USDT, and nothing between them.
    const heights = worth.flatMap((column) => (column ? [column.bottom - column.top] : []));
    expect(Math.max(...heights)).toBeLessThan(0.03);
    const levels = worth.flatMap((column) => (column ? [Math.round(10 * column.top)] : []));
    expect(new Set(levels).size).toBe(2);
    expect(futures).toEqual([8, 9, 10, 11]);
    expect((await figures(page))[2]).toBe(
      'Change unknown since 1 Jan 2026, 04:00 UTC: the recorded wallets are not the same.',
    );
    expect(await page.locator('.legend').textContent()).toContain('other wallets were recorded');
  });

  it('has bands as strong as the part of the time that is without an amount', async () => {
    /** Opacity of a row of pixels with neither the line nor one of the grid. */
    const strength = async (name: 'one in five' | 'all failed') => {
      const { page } = await open(name);
      return await page.evaluate<number>(`(() => {
        const canvas = document.querySelector('.chart canvas');
        const over = document.querySelector('.chart .u-over');
        const scale = canvas.width / canvas.clientWidth;
        const part = [over.offsetLeft, over.offsetTop + 6, over.clientWidth, 1].map((length) => Math.round(length * scale));
        const { data } = canvas.getContext('2d').getImageData(...part);
        return data.filter((_, i) => i % 4 === 3).reduce((sum, alpha) => sum + alpha, 0);
      })()`);
    };

    const share = (await strength('one in five')) / (await strength('all failed'));

    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.25);
  });

  it('shows the exact amount under the pointer, and in a gap its reason', async () => {
    const { page } = await open('known');
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
  });

  it('shows an asset that is chosen in the holdings', async () => {
    const { page } = await open('known');

    await page.locator('#holdings').getByRole('button', { name: '=ODD' }).click();

    expect(await page.locator('#plot option:checked').textContent()).toBe('=ODD');
    await hover(page, 8, 12);
    expect(await readout(page)).toContain('0.1 =ODD');
  });

  it('has its data as a table, of the visible period alone', async () => {
    const { page } = await open('known');
    await page.selectOption('#plot', { label: 'BTC' });
    await page.getByText('The chart as a table').click();
    const rows = page
      .getByRole('table', { name: 'BTC: every slot of the visible period' })
      .locator('tbody tr');
    await rows.first().waitFor();

    const values = await rows.allInnerTexts();

    expect(values).toHaveLength(12);
    expect(values[0]).toBe('1 Jan 2026, 00:00 UTC\t1.5\t');
    expect(values[2]).toBe(`1 Jan 2026, 02:00 UTC\tunknown\tfailed: ip-not-whitelisted (${WHITELIST})`);
  });

  it('moves to a gap that is chosen in the table of gaps', async () => {
    const { page } = await open('known');

    await page.getByRole('button', { name: '1 Jan 2026, 07:00 UTC' }).click();

    expect(await readout(page)).toContain('failed: exchange-unavailable (=HYPERLINK("http://x","busy"))');
  });
});
