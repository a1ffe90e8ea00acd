/** Tables: as narrow as the terminal where that can be, in columns that keep their place, and nothing is ever cut off. */
import fc from 'fast-check';
import type { Report, Sheet } from '../../../functions/report/result';
import { inBatches, written } from './written';

/** A report whose batches are sheets as they are. */
const sheets = (...given: Sheet[]): Report<Sheet> => ({
  items: inBatches(given, 1),
  single: false,
  documents: (sheet) => [sheet],
  columns: [],
  lines: () => [],
  sheets: (items) => items,
});

const table = async (width: number, ...given: Sheet[]) =>
  (await written('table', sheets(...given), width)).toString();

const COLUMNS = [{ name: 'asset' }, { name: 'total', right: true }, { name: 'note' }];

describe('a table', () => {
  it('has its texts at the left and its numbers at the right, and no blanks at the end of a line', async () => {
    const rows = [
      ['BTC', '1.5', 'newly held'],
      ['AAVE', '-120', ''],
    ];

    expect(await table(80, { columns: COLUMNS, rows })).toBe(
      ['asset  total  note', 'BTC      1.5  newly held', 'AAVE    -120', ''].join('\n'),
    );
  });

  it('has its title above, and is set apart from the one before', async () => {
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

  it('that comes in parts has one head, and its columns keep their place', async () => {
    const text = await table(
      80,
      { columns: COLUMNS, rows: [['LONGNAME', '1.25', 'more']] },
      { columns: COLUMNS, rows: [['BTC', '1', 'more']] },
    );

    expect(text).toBe(
      ['asset     total  note', 'LONGNAME   1.25  more', 'BTC           1  more', ''].join('\n'),
    );
  });

  it('does not take its widths from a table with another title', async () => {
    const text = await table(
      80,
      { title: 'main', columns: COLUMNS, rows: [['LONGNAME', '1.25', 'more']] },
      { title: 'savings', columns: COLUMNS, rows: [['BTC', '1', 'more']] },
    );

    expect(text).toContain('BTC        1  more\n');
  });

  it('shows nothing of a batch without an item, be it the first', async () => {
    const items = (async function* () {
      yield* [[], [['BTC', '1', '']], []];
    })();
    const report = { ...sheets(), items, lines: () => [], documents: () => [] };
    const rowsAlone = { ...report, sheets: (rows: string[][]) => [{ columns: COLUMNS, rows }] };

    expect((await written('table', rowsAlone)).toString()).toBe('asset  total  note\nBTC        1\n');
  });

  it('says that there is nothing, where there is nothing', async () => {
    expect(await table(80)).toBe('Nothing in this time.\n');
  });

  it('has no character that would move the cursor or colour the terminal', async () => {
    const rows = [['\u001b[31mred\u0007', '1', 'one\u009btwo\u007f\r\n\tthree']];

    const text = await table(80, { columns: COLUMNS, rows });

    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('one two');
  });

  // As long as that, so that some have to be broken.
  const word = fc
    .integer({ min: 1, max: 30 })
    .map((length) => 'abcdefghijklmnopqrstuvwxyzabcd'.slice(0, length));
  const digits = fc.integer({ min: 1, max: 40 }).map((length) => '1234567890'.repeat(4).slice(0, length));
  const cell = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '));
  const row = fc.tuple(cell, digits, cell);

  it('has every character of every cell, however narrow it has to be', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 120 }),
        async (rows, width) => {
          const text = await table(width, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

          const sorted = (texts: string[]) => [...texts.join('').replaceAll(/\s/g, '')].sort().join('');
          expect(sorted([text])).toBe(sorted([...COLUMNS.map(({ name }) => name), ...rows.flat()]));
        },
      ),
      { numRuns: 30 },
    ));

  it('is no wider than the terminal, where its columns can be as narrow as 14 characters', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 48, max: 120 }),
        async (rows, width) => {
          const text = await table(width, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

          expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 30 },
    ));

  it('leaves every cell in one line where the terminal is wide enough', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 3 }), async (rows) => {
        const text = await table(500, { columns: COLUMNS, rows: rows.map((cells) => [...cells]) });

        expect(text.split('\n')).toHaveLength(rows.length + 2);
      }),
    ));

  it('wraps texts between words before it breaks an amount, and an amount before it breaks a word', async () => {
    const rows = [['BTC', '12345678901234567890.12345', 'a note of many words that can be wrapped anywhere']];
    const lines = async (width: number) => {
      const text = await table(width, { columns: COLUMNS, rows });
      return text.split('\n').slice(1);
    };

    const [roomy, tight] = [await lines(60), await lines(36)];

    expect(roomy.length).toBeGreaterThan(2);
    expect(roomy[0]).toContain(' 12345678901234567890.12345 ');
    expect(tight.join('\n')).not.toContain('12345678901234567890.12345');
    for (const word of rows[0]?.[2]?.split(' ') ?? []) expect(tight.join(' ')).toContain(word);
  });
});
