/** Movements: when amounts changed, with transfers as one line, gaps marked, and nothing invented for unknown wallets. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { BalanceRow } from '../../../functions/history/projection';
import type { CapturedRow } from '../../../functions/history/row';
import { movementLines, movementsReport } from '../../../functions/report/movements';
import type { MissingSlot } from '../../../functions/report/timeline';
import { captured, failed } from '../../support/slots';
import { inBatches, writeReport } from './write-report';

const at = (hour: number) => `2026-01-01T0${hour}:00:00Z`;
const free = (amount: string) => ({ free: amount, locked: '0' });
const prices = { BTC: '60000', USDT: '1' };
const row = (hour: number, balances: CapturedRow['balances']): CapturedRow => ({
  ...captured({ slot: at(hour), held: {} }),
  version: 2,
  balances,
  prices,
});

const SLOTS: (BalanceRow | MissingSlot)[] = [
  row(0, { spot: { BTC: free('1.00000001'), USDT: free('100'), VST: free('5') }, fund: {} }),
  // BTC is sold in part, and 40 USDT are moved.
  row(1, { spot: { BTC: free('0.75'), USDT: free('60'), VST: free('6') }, fund: { USDT: free('40') } }),
  failed({ slot: at(2), reason: 'banned' }),
  { slot: at(3), status: 'missing' },
  // The fund wallet was not read.
  row(4, { spot: { BTC: free('0.75'), USDT: free('60'), ABC: free('3') } }),
  row(5, { spot: { BTC: free('0.75'), USDT: free('60'), ABC: free('3') }, fund: { USDT: free('30') } }),
];

const COLUMNS = 'slot previousSlot wallet asset before after change worth toWallet gap'.split(' ');
// biome-ignore format: a table
const EXPECTED: Record<string, unknown>[] = [
  [at(1), at(0), 'spot', 'BTC', '1.00000001', '0.75', '-0.25000001', '-15000.0006', null, false],
  [at(1), at(0), 'spot', 'USDT', null, null, '40', '40', 'fund', false],
  [at(1), at(0), 'spot', 'VST', '5', '6', '1', null, null, false],
  [at(4), at(1), 'spot', 'ABC', '0', '3', '3', null, null, true],
  [at(4), at(1), 'spot', 'VST', '6', '0', '-6', null, null, true],
  [at(5), at(1), 'fund', 'USDT', '40', '30', '-10', '-10', null, true],
].map((values) => ({ account: 'main', ...Object.fromEntries(COLUMNS.map((name, i) => [name, values[i]])) }));

type Options = Parameters<typeof movementLines>[2];
const report = (slots: typeof SLOTS, options: Options = {}) => ({
  ...movementsReport,
  isSingleObject: false,
  items: movementLines('main', inBatches(slots, 2), options),
});
const json = async (slots: typeof SLOTS, options?: Options): Promise<Record<string, unknown>[]> =>
  JSON.parse((await writeReport('json', report(slots, options))).toString());

describe('movements', () => {
  it('are exact changes from one captured slot to the next, transfers as one line, gaps marked', async () => {
    const lines = await json(SLOTS);

    expect(lines).toEqual(EXPECTED);
    expect(Object.keys(lines[0] ?? {}).slice(0, 9)).toEqual(
      'account slot previousSlot wallet asset before after change worth'.split(' '),
    );
  });

  it('have the same values in CSV and Parquet', async () => {
    const csv = parse(await writeReport('csv', report(SLOTS)), {
      columns: true,
      cast: (value, { column }) => (column === 'gap' ? value === 'true' : value === '' ? null : value),
    });
    const file = new Uint8Array(await writeReport('parquet', report(SLOTS))).buffer;

    expect(csv).toEqual(EXPECTED);
    expect(await parquetReadObjects({ file })).toEqual(
      EXPECTED.map((line) => ({
        ...line,
        slot: new Date(String(line.slot)),
        previousSlot: new Date(String(line.previousSlot)),
      })),
    );
  });

  it('are rounded in a table, which names the transfer and the gap', async () => {
    const table = (await writeReport('table', report(SLOTS), 200)).toString();

    const cells = table
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/ {2,}/).slice(2).join(' | '));
    expect(cells).toEqual([
      'spot | BTC | 1.00000001 | 0.75 | -0.25000001 | -15000.00',
      'spot to fund | USDT | 40 | 40.00 | transfer',
      'spot | VST | 5 | 6 | +1 | simulated',
      `spot | ABC | 0 | 3 | +3 | unknown | gap since ${at(1)}`,
      `spot | VST | 6 | 0 | -6 | simulated | gap since ${at(1)}`,
      `fund | USDT | 40 | 30 | -10 | -10.00 | gap since ${at(1)}`,
    ]);
  });

  it('of less than the minimum worth are left out, but not those of unknown worth', async () => {
    const lines = await json(SLOTS, { minWorth: '40' });

    expect(lines.map(({ asset, change }) => [asset, change])).toEqual([
      ['BTC', '-0.25000001'],
      ['USDT', '40'],
      ['ABC', '3'],
    ]);
  });

  it('are those of the selected assets', async () => {
    const lines = await json(SLOTS, { assets: ['BTC'] });

    expect(lines.map(({ asset }) => asset)).toEqual(['BTC']);
  });

  it('have the price of the slot before where the asset is no longer held', async () => {
    const sold = { ...row(1, { spot: {} }), prices: {} };

    expect(await json([row(0, { spot: { BTC: free('0.5') } }), sold])).toMatchObject([
      { change: '-0.5', after: '0', worth: '-30000' },
    ]);
  });

  it('have unknown worth in rows of version 1, and none for a wallet that such a row does not name', async () => {
    const before = captured({ slot: at(0), held: { BTC: '1' } });
    const after = captured({ slot: at(1), held: { BTC: '2' } });

    const lines = await json([
      before,
      after,
      row(2, { spot: { BTC: free('2') }, fund: { USDT: free('9') } }),
    ]);

    expect(lines).toMatchObject([{ slot: at(1), asset: 'BTC', change: '1', worth: null }]);
  });

  describe('of one asset in several wallets', () => {
    const usdt = (amount: string) => ({ USDT: free(amount) });
    const margin = {
      equity: '0',
      unrealizedProfit: '0',
      availableMargin: '0',
      usedMargin: '0',
      frozenMargin: '0',
    };

    it.each<[what: string, slots: CapturedRow[], lines: unknown[]]>([
      [
        'are a transfer in the direction of the amount',
        [row(0, { spot: usdt('1'), fund: usdt('9') }), row(1, { spot: usdt('5'), fund: usdt('5') })],
        [['fund', 'spot', '4', false]],
      ],
      [
        'are no transfer where they do not cancel out',
        [row(0, { spot: usdt('9'), fund: usdt('1') }), row(1, { spot: usdt('5'), fund: usdt('4') })],
        [
          ['spot', null, '-4', false],
          ['fund', null, '3', false],
        ],
      ],
      [
        'are no transfer where a third one changed, too',
        [
          row(0, { spot: usdt('9'), fund: usdt('1'), USDTMPerp: { USDT: { ...margin, balance: '1' } } }),
          row(1, { spot: usdt('5'), fund: usdt('5'), USDTMPerp: { USDT: { ...margin, balance: '3' } } }),
        ],
        [
          ['spot', null, '-4', false],
          ['fund', null, '4', false],
          ['USDTMPerp', null, '2', false],
        ],
      ],
      [
        'are no transfer over different times, of which one has a gap',
        [
          row(0, { spot: usdt('9'), fund: usdt('1') }),
          row(1, { spot: usdt('9') }),
          row(2, { spot: usdt('5'), fund: usdt('5') }),
        ],
        [
          ['spot', null, '-4', false],
          ['fund', null, '4', true],
        ],
      ],
      [
        'are not known of a wallet of an unknown kind',
        ['1', '2'].map((amount, hour) =>
          row(hour, { spot: {}, vault: usdt(amount) } as CapturedRow['balances']),
        ),
        [],
      ],
    ])('%s', async (_what, slots, lines) => {
      const found = await json(slots);

      expect(found.map(({ wallet, toWallet, change, gap }) => [wallet, toWallet, change, gap])).toEqual(
        lines,
      );
    });
  });

  it('do not take the names of object members for assets', async () => {
    const slots = [row(0, { spot: {} }), row(1, { spot: { constructor: free('1') } })];

    expect(await json(slots)).toMatchObject([{ asset: 'constructor', before: '0', after: '1', worth: null }]);
  });

  it.each([true, false])(
    'are counted from the row before the period, with a gap between: %s',
    async (hasGap) => {
      const [first, second] = SLOTS as [CapturedRow, CapturedRow];
      const lines: unknown[] = [];

      const found = movementLines('main', inBatches([second]), {}, { rows: [first], hasGap });
      for await (const batch of found) lines.push(...batch);

      expect(lines).toMatchObject(Array(3).fill({ previousSlot: at(0), gap: hasGap }));
    },
  );
});
