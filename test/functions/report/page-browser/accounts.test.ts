/** Several accounts: an overview with their worth together, at slots at which each is known. */
import type { PageSlot } from '../../../../functions/report/page/encoder';
import { describeInBrowser } from '../../../support/chromium';
import { buildPage } from '../../../support/page';
import { captured, failed, hours } from '../../../support/slots';
import { accountOf, figures, lineColumns, readout, usePages } from './pages';

const SLOTS = hours('2026-01-01T00:00:00Z', 12);
const priced = (slot: string, amount: number): PageSlot => ({
  ...captured({ slot, held: { USDT: String(amount) } }),
  prices: { USDT: '1' },
});
const rising = SLOTS.map((slot, i) => priced(slot, 100 + i));
/** Begins two hours later, and failed in the sixth slot. */
const late = SLOTS.slice(2).map((slot, i) =>
  i === 3 ? failed({ slot, reason: 'banned' }) : priced(slot, 1000),
);

describeInBrowser('several accounts', () => {
  const build = (...accounts: [string, PageSlot[]][]) =>
    buildPage(
      accounts.map(([account, slots]) => accountOf(slots, { account })),
      { madeAt: SLOTS.at(-1) ?? '' },
    );
  const open = usePages({
    two: () => build(['main', rising], ['desk', late]),
    'one without prices': () =>
      build(['main', rising], ['old', SLOTS.map((slot) => captured({ slot, held: { USDT: '5' } }))]),
  });

  it('open with their worth together, its change, and a line for each', async () => {
    const { page, messages } = await open('two');

    expect(await page.locator('h1').textContent()).toBe('2 accounts');
    expect(await figures(page)).toEqual([
      'Total worth of all accounts at 1 Jan 2026, 11:00 UTC, the last slot at which each is known',
      '1,111.00 USDT',
      '+9.00 (+0.82%) since 1 Jan 2026, 02:00 UTC',
    ]);
    const rows = await page.getByRole('table', { name: 'Accounts' }).locator('tbody tr').allInnerTexts();
    expect(rows.map((text) => text.split('\t').slice(0, 3))).toEqual([
      ['main', '111.00', '+9.00 (+8.82%)'],
      ['desk', '1,000.00', '0.00 (+0.00%)'],
    ]);
    expect(messages).toEqual([]);
  });

  it('have no line together where one of them is unknown', async () => {
    const { page } = await open('two');

    // The chart begins at the first slot that is due for both.
    const slots = Array.from({ length: 10 }, (_, slot) => slot);
    const columns = await Promise.all(slots.map((slot) => lineColumns(page, slot + 0.1, slot + 0.9, 10)));

    expect(slots.filter((slot) => columns[slot]?.every((column) => column === null))).toEqual([3]);
    await page.getByRole('slider', { name: 'Slot' }).fill('3');
    expect(await readout(page)).toBe(
      '1 Jan 2026, 05:00 UTC: unknown, desk: failed: banned (It failed: banned)',
    );
  });

  it('lead to each account and back', async () => {
    const { page } = await open('two');

    await page.getByRole('button', { name: 'desk' }).click();
    expect(await page.locator('h1').textContent()).toBe('desk');
    await page.selectOption('#account', { label: 'All accounts' });

    expect(await page.locator('h1').textContent()).toBe('2 accounts');
  });

  it('are not added up where one has no worth', async () => {
    const { page } = await open('one without prices');

    expect((await figures(page)).slice(1)).toEqual([
      'unknown',
      'There is no slot at which the worth of each account is known.',
    ]);
    expect(await page.locator('.chart').count()).toBe(0);
  });
});
