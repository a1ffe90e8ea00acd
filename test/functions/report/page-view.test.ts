/** The figures of the visible period: of its last captured slot, with a change only where totals can be compared. */
import { seriesOf } from '../../../functions/report/page/browser/series';
import { amountFigures, totalChange, viewFigures } from '../../../functions/report/page/browser/view-figures';
import type { PageRow, PageSlot } from '../../../functions/report/page/encoder';
import { hours } from '../../support/slots';
import { encode, free, row, START } from './page-slots';

const missing = (slot: string): PageSlot => ({ slot, status: 'missing' });

describe('the figures of a visible period', () => {
  const slots = hours(START, 6);
  const prices = { USDT: '1' };
  const spotOf = (i: number, amount: string, rest: Partial<PageRow> = {}) =>
    row(slots[i] ?? '', { balances: { spot: { USDT: free(amount) } }, prices, ...rest });
  const at = (hour: number) => Date.parse(START) / 1000 + hour * 3600;
  const fund = { fund: { USDT: free('50') } };

  it('are those of its last captured slot, and of the first with a worth', () => {
    const account = encode([
      spotOf(0, '1', { prices: undefined }),
      spotOf(1, '100'),
      spotOf(2, '130'),
      missing(slots[3] ?? ''),
      spotOf(4, '900'),
    ]);
    const series = seriesOf(account);

    const figures = viewFigures(series, { min: at(0), max: at(4) });

    expect(figures.start).toMatchObject({ index: 1, worth: '100' });
    expect(figures.end).toMatchObject({ index: 2, worth: '130' });
    expect(totalChange(figures)).toEqual({ change: '30', base: '100' });
    expect(amountFigures(series, figures, account.assets)).toMatchObject([
      { amount: '130', startAmount: '1', price: '1', worth: '130' },
    ]);
  });

  it('count changes of amounts from the first captured slot, which need not have prices in the page', () => {
    const many = hours(START, 3000);
    const account = encode(many.map((slot, i) => spotOf(0, String(i), { slot })));
    const series = seriesOf(account);
    const first = series.details.findIndex((slot, i) => slot - (series.details[i - 1] ?? slot) > 2);
    const between = (series.details[first] ?? 0) - 1;

    const figures = viewFigures(series, { min: at(between), max: at(3000) });

    expect(amountFigures(series, figures, account.assets)).toMatchObject([
      { startAmount: String(between), amount: '2999' },
    ]);
  });

  it('have no change where a wallet is recorded at one of the ends alone', () => {
    const series = seriesOf(
      encode([spotOf(0, '100'), spotOf(1, '100', { balances: { spot: { USDT: free('100') }, ...fund } })]),
    );

    expect(totalChange(viewFigures(series, { min: at(0), max: at(2) }))).toEqual({
      unknown: 'the recorded wallets are not the same',
    });
  });

  it('have no change where a total is incomplete', () => {
    const walletErrors = { fund: { reason: 'timed-out', message: '' } };
    const series = seriesOf(encode([spotOf(0, '100'), spotOf(1, '100', { walletErrors })]));

    const figures = viewFigures(series, { min: at(0), max: at(2) });

    expect(totalChange(figures)).toEqual({ unknown: 'a total is incomplete' });
    expect(figures.wallets.map(({ wallet, worth }) => [wallet, worth])).toEqual([
      ['fund', null],
      ['spot', '100'],
    ]);
  });

  it('are unknown in a period without a captured slot', () => {
    const series = seriesOf(encode([spotOf(0, '100'), missing(slots[1] ?? ''), spotOf(2, '100')]));

    expect(viewFigures(series, { min: at(1), max: at(2) })).toEqual({ wallets: [], assets: [] });
  });
});
