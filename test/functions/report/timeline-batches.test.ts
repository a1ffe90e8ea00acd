/** The batches in which due slots are yielded: never empty, and never a complete outage at once. */
import { timeline } from '../../../functions/report/timeline';
import { captured, hours } from '../../support/slots';
import { inBatches } from './write-report';

describe('the due slots', () => {
  it('are yielded in small batches, so that an outage of a year is never held at once', async () => {
    const sizes: number[] = [];

    const slots = timeline({
      // Its slots are counted, which takes a fraction of the time of evaluating a cron expression.
      rows: inBatches([captured({ slot: '2026-01-01T00:00:00Z', held: {}, schedule: 'rate(1 hour)' })]),
      from: '2026-01-01T00:00:00Z',
      to: '2026-12-31T00:00:00Z',
    });
    for await (const batch of slots) sizes.push(batch.length);

    expect(Math.max(...sizes)).toBeLessThanOrEqual(64);
    // Batches of one would be slow.
    expect(sizes.length).toBeLessThan(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(364 * 24 + 1);
  });

  it.each([1, 2, 64, 65, 128])('are never yielded as an empty batch: %i slots', async (count) => {
    const slots = hours('2026-01-01T00:00:00Z', count);
    const [from = '', to = ''] = [slots[0], slots.at(-1)];
    const sizes: number[] = [];

    for (const rows of [slots, slots.slice(0, 1)]) {
      const captures = rows.map((slot) => captured({ slot, held: {} }));
      for await (const batch of timeline({ rows: inBatches(captures), from, to })) sizes.push(batch.length);
    }

    expect(sizes).not.toContain(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 * count);
  });

  it('are never yielded as an empty batch where two schedules are compared for long', async () => {
    const rows = [
      captured({ slot: '2026-11-01T00:00:00Z', held: {}, schedule: 'rate(1 minute)' }),
      captured({ slot: '2026-11-01T06:00:00Z', held: {}, schedule: 'rate(2 minutes)' }),
    ];
    const sizes: number[] = [];

    const slots = timeline({
      rows: inBatches(rows),
      from: '2026-11-01T00:00:00Z',
      to: '2026-11-01T06:00:00Z',
    });
    for await (const batch of slots) sizes.push(batch.length);

    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes).not.toContain(0);
  });
});
