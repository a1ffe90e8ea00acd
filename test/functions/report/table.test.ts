/** Tables: fitted to the terminal, with aligned columns, and nothing truncated. */
import type { Report, TextTable } from '../../../functions/report/report';
import fc from '../../support/fast-check';
import { inBatches, writeReport } from './write-report';

/** A report whose batches are tables. */
const sheets = (...given: TextTable[]): Report<TextTable> => ({
  items: inBatches(given, 1),
  isSingleObject: false,
  toJson: (sheet) => [sheet],
  columns: [],
  toLines: () => [],
  toTables: (items) => items,
});

const table = async (width: number, ...given: TextTable[]) =>
  (await writeReport('table', sheets(...given), width)).toString();

const COLUMNS = [{ name: 'asset' }, { name: 'total', right: true }, { name: 'note' }];

describe('a table', () => {
  it('aligns texts at the left and numbers at the right, without trailing blanks', async () => {
    const rows = [
      ['BTC', '1.5', 'newly held'],
      ['AAVE', '-120', ''],
    ];

    expect(await table(80, { columns: COLUMNS, rows })).toBe(
      ['asset  total  note', 'BTC      1.5  newly held', 'AAVE    -120', ''].join('\n'),
    );
  });

  it('has its title above, and an empty line before the next table', async () => {
    const rows = [['BTC', '1', '']];

    const text = await table(
      80,
      { title: 'main', columns: COLUMNS, rows },
      { title: 'savings', columns: COLUMNS, rows: [] },
      { title: 'third', columns: COLUMNS, rows },
    );

    expect(text).toBe(
      [
        'main',
        'asset  total  note',
        'BTC        1',
        '',
        'savings',
        '',
        'third',
        'asset  total  note',
        'BTC        1',
        '',
      ].join('\n'),
    );
  });

  it('in batches has one header and constant columns', async () => {
    const text = await table(
      80,
      { columns: COLUMNS, rows: [['LONGNAME', '1.25', 'more']] },
      { columns: COLUMNS, rows: [['BTC', '1', 'more']] },
    );

    expect(text).toBe(
      ['asset     total  note', 'LONGNAME   1.25  more', 'BTC           1  more', ''].join('\n'),
    );
  });

  it('has its own column widths under another title', async () => {
    const text = await table(
      80,
      { title: 'main', columns: COLUMNS, rows: [['LONGNAME', '1.25', 'more']] },
      { title: 'savings', columns: COLUMNS, rows: [['BTC', '1', 'more']] },
    );

    expect(text).toContain('BTC        1  more\n');
  });

  it('ignores a batch without items', async () => {
    const items = (async function* () {
      yield* [[], [['BTC', '1', '']], []];
    })();
    const report = { ...sheets(), items, toLines: () => [], toJson: () => [] };
    const rowsAlone = { ...report, toTables: (rows: string[][]) => [{ columns: COLUMNS, rows }] };

    expect((await writeReport('table', rowsAlone)).toString()).toBe('asset  total  note\nBTC        1\n');
  });

  it('says that there is no data', async () => {
    expect(await table(80)).toBe('No data for this period.\n');
  });

  it('has no control or bidirectional characters', async () => {
    const title = 'main\u001b]0;title\u0007\rfake';
    const rows = [['\u001b[31mred\u0007', '1', 'one\u009btwo\u007f\r\n\tthree\u202efour']];

    const text = await table(80, { title, columns: COLUMNS, rows });

    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(text).toContain('one two');
  });

  // As long as that, so that some have to be broken.
  const word = fc
    .integer({ min: 1, max: 30 })
    .map((length) => 'abcdefghijklmnopqrstuvwxyzabcd'.slice(0, length));
  const digits = fc.integer({ min: 1, max: 40 }).map((length) => '1234567890'.repeat(4).slice(0, length));
  const cell = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  const row = fc.tuple(cell, digits, cell);

  const tokensOf = (text: string) => text.split(/\s+/).filter((token) => token !== '');

  it('never breaks a token', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 120 }),
        async (rows, width) => {
          const text = await table(width, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

          const expected = [...COLUMNS.map(({ name }) => name), ...rows.flat().flatMap(tokensOf)];
          expect(tokensOf(text).sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 50 },
    ));

  it('is no wider than the terminal if no token is', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 42, max: 120 }),
        async (rows, width) => {
          const text = await table(width, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

          expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 50 },
    ));

  it('puts columns that do not fit on lines of their own, in header and rows', async () => {
    const columns = ['from', 'to', 'slots', 'note'].map((name) => ({ name }));
    const rows = [
      ['2026-11-22T19:00:00Z', '2026-11-22T21:00:00Z', '3', 'missing'],
      ['2026-11-23T19:00:00Z', '2026-11-23T19:00:00Z', '1', ''],
    ];

    expect((await table(44, { columns, rows })).split('\n')).toEqual([
      'from                  to',
      '  slots  note',
      '2026-11-22T19:00:00Z  2026-11-22T21:00:00Z',
      '  3      missing',
      '2026-11-23T19:00:00Z  2026-11-23T19:00:00Z',
      '  1',
      '',
    ]);
  });

  it('is not wrapped with unlimited width, as in a file', async () => {
    const note = 'a note of many words '.repeat(20).trim();

    const text = await table(Number.POSITIVE_INFINITY, { columns: COLUMNS, rows: [['BTC', '1', note]] });

    expect(text.split('\n')).toEqual(['asset  total  note', `BTC        1  ${note}`, '']);
  });

  it.each([80, Number.POSITIVE_INFINITY])(
    'lets a name of 8,000 characters stand out of its column at width %d, and keeps the other rows in place',
    async (width) => {
      const name = 'A'.repeat(8000);
      const rows = [
        [name, '1', ''],
        ['BTC', '2', 'more'],
      ];

      const lines = (await table(width, { columns: COLUMNS, rows })).split('\n');

      expect(lines.slice(0, 3)).toEqual([
        expect.stringMatching(/^asset +total {2}note$/),
        `${name}      1`,
        expect.stringMatching(/^BTC +2 {2}more$/),
      ]);
      expect(lines[2]?.length).toBeLessThanOrEqual(80);
    },
  );

  it('takes a message of 400,000 characters', async () => {
    const message = 'word '.repeat(80_000).trim();

    const text = await table(80, { columns: COLUMNS, rows: [['BTC', '1', message]] });

    expect(tokensOf(text)).toHaveLength(80_000 + 5);
  });

  it('keeps each cell on one line in a wide terminal', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), async (rows) => {
        const text = await table(500, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

        expect(text.split('\n')).toHaveLength(rows.length + 2);
      }),
    ));

  it('wraps texts between words and keeps amounts on one line', async () => {
    const rows = [['BTC', '12345678901234567890.12345', 'a note of many words that can be wrapped anywhere']];

    const text = await table(60, { columns: COLUMNS, rows });

    const lines = text.split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines[0]).toContain(' 12345678901234567890.12345 ');
  });
});
