/** The due slots, by the schedules in the rows, also across changes of the schedule. */
import type { StatusRow } from '../../../functions/history/projection';
import { findGaps } from '../../../functions/report/gaps';
import { timeline } from '../../../functions/report/timeline';
import { dueSlots, parseSchedule } from '../../../functions/schedule/schedule';
import fc from '../../support/fast-check';
import { captured } from '../../support/slots';

const HOURLY = 'cron(0 * * * ? *)';

async function* inOneBatch<T>(items: T[]): AsyncGenerator<T[]> {
  yield items;
}

type Given = { rows: StatusRow[]; before?: StatusRow; after?: StatusRow; from?: string; to: string };

/** The missing slots, as `22T05:00`. */
async function missing({ rows, from = '2026-11-01T00:00:00Z', ...rest }: Given): Promise<string[]> {
  const found: string[] = [];
  for await (const slots of timeline({ rows: inOneBatch(rows), from, ...rest })) {
    for (const { slot, status } of slots) if (status === 'missing') found.push(slot.slice(8, 16));
  }
  return found;
}

const row = (slot: string, schedule: string | undefined = HOURLY, timezone?: string): StatusRow => ({
  ...captured({ slot: `2026-11-${slot}Z`, held: {} }),
  schedule,
  timezone,
});

describe('the due slots', () => {
  it('are those of the expression, for a cron', async () => {
    const rows = [row('22T05:00:00'), row('22T08:00:00')];

    expect(await missing({ rows, to: '2026-11-22T08:00:00Z' })).toEqual(['22T06:00', '22T07:00']);
  });

  it('are counted from the slot before, for a rate', async () => {
    const rows = [row('22T05:10:07', 'rate(1 hour)'), row('22T08:10:07', 'rate(1 hour)')];

    expect(await missing({ rows, to: '2026-11-22T09:30:00Z' })).toEqual(['22T06:10', '22T07:10', '22T09:10']);
  });

  it('are not increased by a rate that was recreated at another minute', async () => {
    const rows = [row('22T05:10:07', 'rate(1 hour)'), row('22T06:40:00', 'rate(1 hour)')];

    expect(await missing({ rows, to: '2026-11-22T06:40:00Z' })).toEqual([]);
  });

  it('include those after the last row', async () => {
    const rows = [row('22T05:00:00')];

    expect(await missing({ rows, to: '2026-11-22T07:59:59Z' })).toEqual(['22T06:00', '22T07:00']);
  });

  it('do not include slots before the first row', async () => {
    const rows = [row('22T05:00:00')];

    expect(await missing({ rows, from: '2026-11-20T00:00:00Z', to: '2026-11-22T05:00:00Z' })).toEqual([]);
  });

  it('include those at the start of the period if the account is older', async () => {
    const given = { before: row('22T02:00:00'), rows: [row('22T06:00:00')] };

    expect(await missing({ ...given, from: '2026-11-22T04:00:00Z', to: '2026-11-22T06:00:00Z' })).toEqual([
      '22T04:00',
      '22T05:00',
    ]);
  });

  it('follow the wall clock of the schedule’s zone', async () => {
    const noon = 'cron(0 12 * * ? *)';
    const rows = [row('20T11:00:00', noon, 'Europe/Berlin'), row('22T11:00:00', noon, 'Europe/Berlin')];

    expect(await missing({ rows, to: '2026-11-22T12:00:00Z' })).toEqual(['21T11:00']);
  });

  it.each([
    ['to fewer slots', [row('22T05:00:00'), row('23T00:00:00', 'cron(0 0 * * ? *)')]],
    ['to more slots', [row('22T00:00:00', 'cron(0 0 * * ? *)'), row('22T15:00:00')]],
    ['to another minute', [row('22T05:00:00'), row('22T05:30:00', 'cron(30 * * * ? *)')]],
  ])('are not said to be missing because the schedule changed %s', async (_, rows) => {
    expect(await missing({ rows, to: rows.at(-1)?.slot ?? '' })).toEqual([]);
  });

  it('are missing in an outage during which the schedule changed', async () => {
    const rows = [row('22T05:00:00'), row('22T09:30:00', 'cron(30 * * * ? *)')];

    expect(await missing({ rows, to: '2026-11-22T09:30:00Z' })).toEqual([
      '22T06:00',
      '22T07:00',
      '22T08:00',
      '22T09:00',
    ]);
  });

  it('follow the zone where the same expression moved to another one', async () => {
    const noon = 'cron(0 12 * * ? *)';
    const there = (slot: string) => row(slot, noon, 'America/New_York');
    const rows = [
      row('20T11:00:00', noon, 'Europe/Berlin'),
      ...['20', '21', '22'].map((day) => there(`${day}T17:00:00`)),
    ];

    expect(await missing({ rows, to: '2026-11-22T18:00:00Z' })).toEqual([]);
  });

  describe('with a row without a schedule', () => {
    const byHand = (slot: string): StatusRow => ({ ...row(slot), schedule: undefined });

    it('are unaffected by it', async () => {
      const rows = [row('22T05:00:00'), byHand('22T06:20:00'), row('22T08:00:00')];

      expect(await missing({ rows, to: '2026-11-22T08:00:00Z' })).toEqual(['22T06:00', '22T07:00']);
    });

    it('are not missing at its slot', async () => {
      const rows = [row('22T05:00:00'), byHand('22T06:00:00'), row('22T08:00:00')];

      expect(await missing({ rows, to: '2026-11-22T08:00:00Z' })).toEqual(['22T07:00']);
      expect(await missing({ rows: rows.slice(0, 2), to: '2026-11-22T07:59:59Z' })).toEqual(['22T07:00']);
    });

    it('are missing only once if it is the last row', async () => {
      const rows = [row('22T05:00:00'), byHand('22T06:20:00')];

      expect(await missing({ rows, to: '2026-11-22T07:59:59Z' })).toEqual(['22T06:00', '22T07:00']);
    });

    it('are none without another row', async () => {
      const rows = [byHand('22T05:00:00'), byHand('22T06:20:00')];

      expect(await missing({ rows, to: '2026-11-22T08:00:00Z' })).toEqual([]);
    });
  });

  it('add up: the gaps of two adjacent periods are the gaps of both together', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(HOURLY, 'cron(0/20 6-9 * * ? *)', 'rate(45 minutes)'),
        fc.array(fc.boolean(), { minLength: 2, maxLength: 40 }),
        fc.nat({ max: 39 }),
        async (schedule, kept, cut) => {
          const start = '2026-11-22T06:00:00Z';
          const all = [start];
          for (const slot of dueSlots(parseSchedule(schedule), start, '2026-12-31T00:00:00Z')) {
            if (all.length === kept.length) break;
            all.push(slot);
          }
          // The account begins with its first row.
          const first = row('22T06:00:00', schedule);
          const rows = all.filter((_, i) => i === 0 || kept[i]).map((slot) => ({ ...first, slot }));
          const [end, middle] = [all.at(-1) ?? '', all[Math.min(cut, all.length - 2)] ?? ''];
          const next = all[all.indexOf(middle) + 1] ?? '';
          const gapsOf = (from: string, to: string) =>
            findGaps(
              'main',
              from,
              to,
              timeline({
                from,
                to,
                rows: inOneBatch(rows.filter(({ slot }) => from <= slot && slot <= to)),
                before: rows.findLast(({ slot }) => slot < from),
                after: rows.find(({ slot }) => slot > to),
              }),
            );

          const [full, earlier, later] = await Promise.all([
            gapsOf(start, end),
            gapsOf(start, middle),
            gapsOf(next, end),
          ]);

          expect(full).toMatchObject({ due: all.length, captured: rows.length });
          expect(earlier.due + later.due).toBe(full.due);
          expect(earlier.missing + later.missing).toBe(full.missing);
        },
      ),
    ));

  describe('of a long time', () => {
    const minutely = 'cron(* * * * ? *)';

    it.each<[string, StatusRow[]]>([
      ['where all are missing', [row('01T00:00:00', minutely)]],
      [
        'where the schedule changed meanwhile',
        [row('01T00:00:00', minutely), row('01T12:00:00', 'rate(1 minute)')],
      ],
    ])('leave the process time for signals %s', async (_, rows) => {
      let turns = 0;
      const turn = () => {
        turns += 1;
        next = setImmediate(turn);
      };
      let next = setImmediate(turn);

      await missing({ rows, to: '2026-11-01T12:00:00Z' });

      clearImmediate(next);
      expect(turns).toBeGreaterThan(10);
    });

    it('are not searched for after an abort', async () => {
      const abort = new AbortController();
      const slots = timeline({
        rows: inOneBatch([row('01T00:00:00', minutely)]),
        from: '2026-11-01T00:00:00Z',
        to: '9999-12-31T23:59:59Z',
        signal: abort.signal,
      });
      await slots.next();

      abort.abort();

      await expect(slots.next()).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('are those of the period alone, for a cron whose last row is older than that', async () => {
      const before = { ...row('01T00:00:00', minutely), slot: '2018-01-01T00:00:00Z' };
      const period = { from: '2026-11-22T05:00:00Z', to: '2026-11-22T05:02:30Z' };

      expect(await missing({ rows: [], before, ...period })).toEqual(['22T05:00', '22T05:01', '22T05:02']);
    });
  });

  it.each([
    ['every hour', undefined],
    [HOURLY, 'Mars/Phobos'],
    ['cron(99 * * * ? *)', undefined],
    ['{"N":"5"}', undefined],
    ['x'.repeat(300_000), undefined],
  ])(
    'are those of the other rows where one names a schedule that cannot be read: %.30s %s',
    async (schedule, zone) => {
      const rows = [row('22T05:00:00'), row('22T06:20:00', schedule, zone), row('22T08:00:00')];

      expect(await missing({ rows, to: '2026-11-22T08:00:00Z' })).toEqual(['22T06:00', '22T07:00']);
    },
  );
});
