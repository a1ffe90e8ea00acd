/** The formats for programs: complete for all batch sizes, and streamed batch by batch. */
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { FORMATS, type Format } from '../../../functions/report/formats';
import type { Report } from '../../../functions/report/report';
import fc from '../../support/fast-check';
import { inBatches, writeReport } from './write-report';

type Item = {
  name: string;
  at: string | null;
  amount: string | null;
  slots: number | null;
  share: number | null;
};

const report = (items: AsyncIterable<Item[]>, single = false): Report<Item, Item> => ({
  items,
  isSingleObject: single,
  toJson: (item) => [item],
  columns: [
    { name: 'name', kind: 'text', value: ({ name }) => name },
    { name: 'at', kind: 'time', value: ({ at }) => at },
    { name: 'amount', kind: 'amount', value: ({ amount }) => amount },
    { name: 'slots', kind: 'count', value: ({ slots }) => slots },
    { name: 'share', kind: 'percent', value: ({ share }) => share },
  ],
  toLines: (item) => [item],
  toTables: () => [],
});

const item = (name: string): Item => ({
  name,
  at: '2026-01-01T00:00:00Z',
  amount: '-1.5',
  slots: 3,
  share: 66.66,
});
const items = fc.array(
  fc.record({
    name: fc.string({ minLength: 1, unit: 'grapheme' }),
    at: fc.option(fc.constant('2026-01-01T00:00:00Z')),
    amount: fc.option(fc.constantFrom('0', '-0.00000001', '12345678901234567890.12345678')),
    slots: fc.option(fc.nat()),
    share: fc.option(fc.constantFrom(0, 41.66, 100)),
  }),
);
const sizes = fc.integer({ min: 1, max: 4 });

/** Batches with empty ones between them, as pages without a row of interest are. */
async function* withEmpty(items: Item[], size: number): AsyncGenerator<Item[]> {
  yield [];
  for await (const batch of inBatches(items, size)) {
    yield batch;
    yield [];
  }
}

const parquetRows = (bytes: Buffer) => parquetReadObjects({ file: new Uint8Array(bytes).buffer });

describe('for all batch sizes, a report is complete', () => {
  const property = (check: (items: Item[], given: Report<Item>) => Promise<void>) =>
    fc.assert(fc.asyncProperty(items, sizes, (items, size) => check(items, report(withEmpty(items, size)))));

  it('in JSON, as one list', () =>
    property(async (items, given) => {
      expect(JSON.parse((await writeReport('json', given)).toString())).toEqual(items);
    }));

  it('in newline-delimited JSON, as one document a line', () =>
    property(async (items, given) => {
      const text = (await writeReport('ndjson', given)).toString();

      expect(text).toBe(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
    }));

  it('in CSV, as one record a line, unknown as an empty field', () =>
    property(async (items, given) => {
      const records: string[][] = parse(await writeReport('csv', given), { record_delimiter: '\r\n' });

      const unescaped = ([name = '', ...rest]: string[]) => [
        name.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ''),
        ...rest,
      ];
      expect(records.slice(1).map(unescaped)).toEqual(
        items.map((item) => Object.values(item).map((value) => (value === null ? '' : String(value)))),
      );
    }));

  it('in Parquet, as one row a line, each value in its own type', () =>
    property(async (items, given) => {
      const rows = await parquetRows(await writeReport('parquet', given));

      expect(rows).toEqual(
        items.map(({ at, ...item }) => ({ ...item, at: at === null ? null : new Date(at) })),
      );
    }));
});

it.each<Format>(['json', 'ndjson', 'csv', 'table'])('streams %s batch by batch', async (format) => {
  const events: string[] = [];
  async function* watched(): AsyncGenerator<Item[]> {
    for (const name of ['first', 'second']) {
      events.push(`read ${name}`);
      yield [item(name)];
    }
  }
  const given = {
    ...report(watched()),
    toTables: ([{ name = '' } = {}]: Partial<Item>[]) => [{ columns: [{ name }], rows: [[name]] }],
  };

  await FORMATS[format](
    given,
    async (chunk) => void events.push(...(String(chunk).match(/first|second/g) ?? [])),
    {
      width: 80,
    },
  );

  expect(events.indexOf('first')).toBeGreaterThan(-1);
  expect(events.indexOf('first')).toBeLessThan(events.indexOf('read second'));
});

describe('JSON', () => {
  it('is the indented document itself where one account was named', async () => {
    const text = (await writeReport('json', report(inBatches([item('main')]), true))).toString();

    expect(text).toBe(`${JSON.stringify(item('main'), null, 2)}\n`);
  });

  it('is a list with a document on each line for several accounts', async () => {
    const text = (await writeReport('json', report(inBatches([item('a'), item('b')], 1)))).toString();

    expect(text).toBe(`[\n${JSON.stringify(item('a'))},\n${JSON.stringify(item('b'))}\n]\n`);
  });

  it('is an empty list without items', async () => {
    expect((await writeReport('json', report(inBatches<Item>([])))).toString()).toBe('[]\n');
  });
});

describe('CSV', () => {
  const firstField = async (name: string) => {
    const [, record] = (await writeReport('csv', report(inBatches([item(name)]))))
      .toString()
      .split(/(?<=5)\r\n|share\r\n/);
    return record?.slice(0, record.indexOf(',2026-'));
  };

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['1=1', '1=1'],
  ])('writes the text %j as %j', async (text, expected) => {
    expect(await firstField(text)).toBe(expected);
  });

  it('writes a text unchanged after any number of other texts', async () => {
    const names = Array.from({ length: 25_000 }, (_, i) => `message, ${i % 12_000}`);

    const text = (await writeReport('csv', report(inBatches(names.map(item), 1000)))).toString();

    const records: string[][] = parse(text, { record_delimiter: '\r\n' });
    expect(records.slice(1).map(([name]) => name)).toEqual(names);
  });
});

describe('Parquet', () => {
  const names = Array.from({ length: 45_000 }, (_, i) => `name ${i}`);

  it('keeps at most 20,000 lines in memory', async () => {
    const chunks: (string | Uint8Array)[] = [];
    let handedOver = 0;
    async function* watched() {
      yield* inBatches(names.map(item), 7000);
      handedOver = chunks.length;
    }

    await FORMATS.parquet(report(watched()), async (chunk) => void chunks.push(chunk), { width: 80 });

    const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
    const { row_groups } = parquetMetadata(new Uint8Array(bytes).buffer);
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([20_000, 20_000, 5_000]);
    expect((await parquetRows(bytes)).map(({ name }) => name)).toEqual(names);
    expect(handedOver).toBeGreaterThan(1);
  });
});
