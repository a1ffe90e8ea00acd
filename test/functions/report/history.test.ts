/** A history by days: one slot for each day. */
import { historyItems, historyReport } from '../../../functions/report/history';
import type { SlotResult } from '../../../functions/report/holdings';
import { shownSlots } from '../../../functions/report/series-slots';
import { captured, failed } from '../../support/slots';
import { inBatches, valuesOf } from './write-report';

const held = { BTC: '1' };
const seen = (slot: string) => captured({ slot: `2026-01-${slot}:00:00Z`, held });
const unseen = (slot: string) => failed({ slot: `2026-01-${slot}:00:00Z`, reason: 'banned' });

describe('a history by days', () => {
  async function daily(...slots: SlotResult[]): Promise<unknown[]> {
    const found: unknown[] = [];
    const series = { every: 'day', timezone: 'UTC' } as const;
    const items = historyItems('main', shownSlots(series, inBatches(slots, 2)), series);
    for await (const batch of items) {
      for (const [, slot, , , asset, , , total] of batch.flatMap((item) =>
        valuesOf(historyReport('day'), item),
      )) {
        found.push([String(slot).slice(8, 13), asset, total].join(' '));
      }
    }
    return found;
  }

  it('has the last captured slot of each day', async () => {
    expect(await daily(seen('01T10'), seen('01T11'), unseen('01T12'), seen('02T00'))).toEqual([
      '01T11 BTC 1',
      '02T00 BTC 1',
    ]);
  });

  it('has the last slot of a day without a captured slot', async () => {
    expect(await daily(unseen('01T10'), unseen('01T11'), unseen('02T00'), seen('02T01'))).toEqual([
      '01T11 BTC ',
      '02T01 BTC 1',
    ]);
  });

  it('is empty where no slot was due', async () => {
    expect(await daily()).toEqual([]);
  });
});
