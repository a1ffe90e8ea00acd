/** Whatever was captured and whatever was not: no command, no format and no page prints an unknown amount as a number. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { BalanceRow, CapturedBalanceRow } from '../../../functions/history/projection';
import { balancesAt, balancesReport } from '../../../functions/report/balances';
import { changesBetween, changesReport } from '../../../functions/report/changes';
import type { Format } from '../../../functions/report/formats';
import { findGaps } from '../../../functions/report/gaps';
import { historyItems, historyReport } from '../../../functions/report/history';
import { decodeAmounts, decodeSlots } from '../../../functions/report/page/data';
import { accountEncoder } from '../../../functions/report/page/encoder';
import { shownSlots } from '../../../functions/report/series-slots';
import { timeline } from '../../../functions/report/timeline';
import fc from '../../support/fast-check';
import { captured, failed, hours } from '../../support/slots';
import { inBatches, writeReport } from './write-report';

const ASSETS = ['BTC', 'ETH', 'USDT'];
const ACCOUNT = 'main';
const amount = fc.constantFrom('0.00000001', '1', '12345678901234567890.123456789', '7.5');

/** What happened at a slot: an amount for some of the assets, a failure, or nothing at all. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(fc.constantFrom(...ASSETS), amount, { maxKeys: 3 }) },
  { weight: 1, arbitrary: fc.constant('failed' as const) },
  { weight: 1, arbitrary: fc.constant('missing' as const) },
);

type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** The account exists from its first slot on: that one has a row. */
const pasts = fc
  .tuple(fc.dictionary(fc.constantFrom(...ASSETS), amount), fc.array(happening, { maxLength: 20 }))
  .map(([first, rest]): Happening[] => [first, ...rest]);

function rowsOf(past: Happening[], slots: string[]): BalanceRow[] {
  return past.flatMap((what, i): BalanceRow[] => {
    const slot = slots[i] ?? '';
    if (what === 'missing') return [];
    return [what === 'failed' ? failed({ slot, reason: 'banned' }) : captured({ slot, held: what })];
  });
}

type Read = (bytes: Buffer) => Promise<Record<string, unknown>[]> | Record<string, unknown>[];

/** How an independent reader sees each format, unknown as null. */
const READERS: Record<Exclude<Format, 'table'>, Read> = {
  json: (bytes) => JSON.parse(bytes.toString()),
  ndjson: (bytes) =>
    bytes
      .toString()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  csv: (bytes) =>
    parse(bytes, { columns: true, record_delimiter: '\r\n', cast: (value) => (value === '' ? null : value) }),
  parquet: (bytes) =>
    parquetReadObjects({ file: new Uint8Array(bytes).buffer }) as Promise<Record<string, unknown>[]>,
};

describe('an unknown amount', () => {
  const property = (check: (past: Happening[], slots: string[]) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(pasts, (past) => check(past, hours('2026-01-01T00:00:00Z', past.length))),
      { numRuns: 30 },
    );
  const slotsOf = (past: Happening[], slots: string[]) =>
    timeline({ from: slots[0] ?? '', to: slots.at(-1) ?? '', rows: inBatches(rowsOf(past, slots)) });
  const heldAt = (what: Happening | undefined, asset: string) =>
    typeof what === 'object' ? (what[asset] ?? '0') : null;

  it.each(Object.entries(READERS))('is null in every line of a history in %s', (format, read) =>
    property(async (past, slots) => {
      const items = historyItems(ACCOUNT, slotsOf(past, slots), {
        assets: ASSETS,
        every: 'slot',
        timezone: 'UTC',
      });

      const lines = await read(
        await writeReport(format as Format, { ...historyReport('slot'), isSingleObject: false, items }),
      );

      const expected = past.flatMap((what) => ASSETS.map((asset) => heldAt(what, asset)));
      expect(lines.map(({ total }) => total)).toEqual(expected);
    }),
  );

  it('is called unknown in every line of a table', () =>
    property(async (past, slots) => {
      const items = historyItems(ACCOUNT, slotsOf(past, slots), {
        assets: ASSETS,
        every: 'slot',
        timezone: 'UTC',
      });

      const table = await writeReport('table', { ...historyReport('slot'), isSingleObject: false, items });

      const totals = table
        .toString()
        .split('\n')
        .filter((line) => line.startsWith(ACCOUNT))
        .map((line) => line.split(/\s+/))
        .map((words) => words[words.findIndex((word) => ASSETS.includes(word)) + 3]);
      const expected = past.flatMap((what) => ASSETS.map((asset) => heldAt(what, asset) ?? 'unknown'));
      expect(totals).toEqual(expected);
    }));

  it('is null at the end of a day of which no slot was captured, and only there', () =>
    property(async (past) => {
      const daily = past.map((_, day) => new Date(Date.UTC(2026, 0, 1 + Math.floor(day / 3), 8 * (day % 3))));
      const slots = daily.map((date) => date.toISOString().replace('.000Z', 'Z'));
      const rows = rowsOf(past, slots).map((row) => ({ ...row, schedule: 'cron(0 0/8 * * ? *)' }));
      const due = timeline({ from: slots[0] ?? '', to: slots.at(-1) ?? '', rows: inBatches(rows) });

      const series = { every: 'day', timezone: 'UTC' } as const;
      const items = historyItems(ACCOUNT, shownSlots(series, due), { assets: ['BTC'], ...series });
      const lines = await READERS.csv(
        await writeReport('csv', { ...historyReport('slot'), isSingleObject: false, items }),
      );

      const days = Array.from({ length: Math.ceil(past.length / 3) }, (_, day) =>
        past.slice(day * 3, day * 3 + 3),
      );
      expect(lines.map(({ total }) => total)).toEqual(
        days.map((day) =>
          heldAt(
            day.findLast((what) => typeof what === 'object'),
            'BTC',
          ),
        ),
      );
    }));

  it.each(Object.entries(READERS))('is null in balances and changes in %s', (format, read) =>
    property(async (past, slots) => {
      const [middle, end] = [slots[Math.floor(slots.length / 2)] ?? '', slots.at(-1) ?? ''];
      const at = (slot: string) =>
        rowsOf(past, slots).findLast(
          (row): row is CapturedBalanceRow => row.status === 'captured' && row.slot <= slot,
        );
      const before = '2025-12-31T23:00:00Z';
      const wanted = (slot: string, asset: string) => {
        const row = at(slot);
        return row ? (row.balances.spot?.[asset]?.free ?? '0') : null;
      };

      const changes = await read(
        await writeReport(format as Format, {
          ...changesReport,
          isSingleObject: false,
          items: inBatches([changesBetween(ACCOUNT, { start: at(before), end: at(middle) }, ASSETS)]),
        }),
      );
      const balances = await read(
        await writeReport(format as Format, {
          ...balancesReport,
          isSingleObject: false,
          items: inBatches([balancesAt(ACCOUNT, before, end, at(before), ASSETS)]),
        }),
      );

      const amount = (line: Record<string, unknown>, name: string) =>
        line[name] ?? line[`${name}Amount`] ?? null;
      expect(changes.map((line) => [amount(line, 'start'), amount(line, 'end'), line.change])).toEqual(
        ASSETS.map((asset) => [null, wanted(middle, asset), null]),
      );
      // JSON nests the lines; in rows, the one line stands for the entire account.
      const amounts = balances.map((line) => ('balances' in line ? line.balances : line.total));
      expect(amounts).toEqual([null]);
    }),
  );

  it('is counted as a gap, and only that', () =>
    property(async (past, slots) => {
      const gaps = await findGaps(ACCOUNT, slots[0] ?? '', slots.at(-1) ?? '', slotsOf(past, slots));

      const count = (what: string) => past.filter((each) => each === what).length;
      expect(gaps).toMatchObject({
        // What is missing at the very end was due as well.
        due: past.length,
        failed: count('failed'),
        missing: count('missing'),
        captured: past.length - count('failed') - count('missing'),
      });
      expect(gaps.gaps.reduce((sum, { slots }) => sum + slots, 0)).toBe(gaps.failed + gaps.missing);
    }));

  it('is null in what the page draws, and every known amount is there to the last digit', () =>
    property(async (past, slots) => {
      const encoder = accountEncoder(ACCOUNT, slots[0] ?? '', slots.at(-1) ?? '');
      for await (const batch of slotsOf(past, slots)) for (const slot of batch) encoder.add(slot);
      const packed = JSON.parse(JSON.stringify(encoder.result()));

      const { times, gapOf } = decodeSlots(packed);
      expect(times.map((time) => time * 1000)).toEqual(slots.map((slot) => Date.parse(slot)));
      for (const asset of packed.assets) {
        const drawn = decodeAmounts(asset, gapOf).map((known) => known?.total ?? null);
        expect(drawn).toEqual(past.map((what) => heldAt(what, asset.asset)));
      }
      expect(gapOf.map((gap) => packed.gaps.gaps[gap]?.status ?? 'captured')).toEqual(
        past.map((what) => (typeof what === 'string' ? what : 'captured')),
      );
    }));
});
