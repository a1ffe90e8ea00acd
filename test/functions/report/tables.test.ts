/** The tables of each report: numbers aligned at the right, and unknown values in words. */
import { balancesAt, balancesReport } from '../../../functions/report/balances';
import { changesBetween, changesReport } from '../../../functions/report/changes';
import { findGaps, gapsReport } from '../../../functions/report/gaps';
import { historyItems, historyReport } from '../../../functions/report/history';
import type { ReportKind } from '../../../functions/report/report';
import { captured, failed } from '../../support/slots';
import { inBatches, writeReport } from './write-report';

const first = captured({ slot: '2026-01-01T00:00:00Z', held: { BTC: '1.5', ETH: ['10', '0.25'] } });
const second = failed({ slot: '2026-01-01T01:00:00Z', reason: 'banned', message: 'until four' });
const third = captured({ slot: '2026-01-01T02:00:00Z', held: {} });
const fourth = { slot: '2026-01-01T03:00:00Z', status: 'missing' as const };
const END = '2026-01-01T03:30:00Z';

async function drawn<Item, Line>(
  kind: ReportKind<Item, Line>,
  items: AsyncIterable<Item[]>,
): Promise<string[]> {
  const text = (await writeReport('table', { ...kind, isSingleObject: false, items }, 120)).toString();
  return text.split('\n').slice(0, -1);
}

describe('the table', () => {
  it('of balances has their age and amounts', async () => {
    const items = [balancesAt('main', '2026-01-01T00:30:00Z', END, first)];

    expect(await drawn(balancesReport, inBatches(items))).toEqual([
      'main at 2026-01-01T00:30:00Z: slot 2026-01-01T00:00:00Z, 30 min old',
      'wallet  asset  free  locked  total    price    worth',
      'spot    BTC     1.5       0    1.5  unknown  unknown',
      'spot    ETH      10    0.25  10.25  unknown  unknown',
    ]);
  });

  it('of balances describes empty, stale and unknown balances', async () => {
    const items = [
      balancesAt('main', '2026-01-01T02:00:00Z', END, third),
      balancesAt('old', '2026-01-01T03:30:00Z', END, first, ['BTC']),
      balancesAt('unknown', '2025-12-31T23:59:59Z', END, undefined),
    ];

    expect(await drawn(balancesReport, inBatches(items))).toEqual([
      'main at 2026-01-01T02:00:00Z: slot 2026-01-01T02:00:00Z, 0 s old, nothing was held',
      '',
      'old at 2026-01-01T03:30:00Z: slot 2026-01-01T00:00:00Z, 3 h 30 min old, further back than one interval',
      'wallet  asset  free  locked  total    price    worth',
      'spot    BTC     1.5       0    1.5  unknown  unknown',
      '',
      'unknown at 2025-12-31T23:59:59Z: unknown: no slot was captured at or before it',
    ]);
  });

  it('of a history has a line for each asset, and one for an unknown slot', async () => {
    const slots = inBatches([first, second, third, fourth]);
    const items = historyItems('main', slots, { every: 'slot', timezone: 'UTC' });

    expect(await drawn(historyReport('slot'), items)).toEqual([
      'account  slot                  wallet  asset     free   locked    total    price    worth  note',
      'main     2026-01-01T00:00:00Z  spot    BTC        1.5        0      1.5  unknown  unknown',
      'main     2026-01-01T00:00:00Z  spot    ETH         10     0.25    10.25  unknown  unknown',
      'main     2026-01-01T01:00:00Z  spot    BTC    unknown  unknown  unknown  unknown  unknown  failed: banned',
      'main     2026-01-01T01:00:00Z  spot    ETH    unknown  unknown  unknown  unknown  unknown  failed: banned',
      'main     2026-01-01T02:00:00Z                       0        0        0     none     0.00  nothing held',
      'main     2026-01-01T03:00:00Z                 unknown  unknown  unknown  unknown  unknown  missing',
    ]);
  });

  it('of changes describes each change', async () => {
    const items = [changesBetween('main', { start: first, end: third })];

    expect(await drawn(changesReport, inBatches(items))).toEqual([
      'main: from slot 2026-01-01T00:00:00Z, to slot 2026-01-01T02:00:00Z',
      'wallet  asset  start  end  change  price at end  worth of change  note',
      'spot    BTC      1.5    0    -1.5       unknown          unknown  no longer held',
      'spot    ETH    10.25    0  -10.25       unknown          unknown  no longer held',
    ]);
  });

  it('of gaps has the completeness and what happened', async () => {
    const found = await findGaps('main', first.slot, END, inBatches([first, second, third, fourth, fourth]));

    expect(await drawn(gapsReport, inBatches([{ ...found, historyFrom: first.slot }]))).toEqual([
      'main from 2026-01-01T00:00:00Z to 2026-01-01T03:30:00Z: 40% complete',
      '5 due, 2 captured, 1 failed, 2 missing',
      'from                  to                    slots  what happened',
      '2026-01-01T01:00:00Z  2026-01-01T01:00:00Z      1  failed: banned: until four',
      '2026-01-01T03:00:00Z  2026-01-01T03:00:00Z      2  missing: no row was written',
    ]);
  });
});
