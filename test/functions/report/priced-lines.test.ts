/** Price and worth in balances, history and changes: exact in formats, rounded in tables, and null where they are unknown. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { CapturedBalanceRow } from '../../../functions/history/projection';
import { balanceLines, balancesAt, balancesReport } from '../../../functions/report/balances';
import { changesBetween, changesReport } from '../../../functions/report/changes';
import { historyItems, historyReport } from '../../../functions/report/history';
import type { ReportKind } from '../../../functions/report/report';
import { captured, failed } from '../../support/slots';
import { inBatches, writeReport } from './write-report';

const SLOT = '2026-01-01T00:00:00Z';
const free = (amount: string) => ({ free: amount, locked: '0' });

/** Two wallets, an asset without a price, a simulated currency, an amount of zero, and a wallet whose read failed. */
const priced: CapturedBalanceRow = {
  ...captured({ slot: SLOT, held: {} }),
  balances: {
    spot: { BTC: free('0.12345678'), ABC: free('3'), SHIB: free('100.5'), VST: free('1000'), ETH: free('0') },
    fund: { USDT: free('250.005') },
  },
  prices: { BTC: '60000.123456', SHIB: '0.00001234567', USDT: '1', VST: '1' },
  walletErrors: { coinMPerp: { reason: 'permission-denied', message: 'no' } },
};

const WORTHS = [
  { wallet: 'coinMPerp', asset: null, price: null, worth: null },
  { wallet: 'fund', asset: 'USDT', price: '1', worth: '250.005' },
  { wallet: 'spot', asset: 'ABC', price: null, worth: null },
  { wallet: 'spot', asset: 'BTC', price: '60000.123456', worth: '7407.42204148023168' },
  { wallet: 'spot', asset: 'ETH', price: null, worth: '0' },
  { wallet: 'spot', asset: 'SHIB', price: '0.00001234567', worth: '0.001240739835' },
  { wallet: 'spot', asset: 'VST', price: null, worth: null },
];

const read = async <Item, Line>(
  format: 'json' | 'csv' | 'parquet' | 'table',
  kind: ReportKind<Item, Line>,
  items: AsyncIterable<Item[]>,
) => writeReport(format, { ...kind, isSingleObject: false, items }, 200);

const pick = ({ wallet, asset, price, worth }: Record<string, unknown>) => ({ wallet, asset, price, worth });
const item = balancesAt('main', SLOT, SLOT, priced);
const history = () => historyItems('main', inBatches([priced]), { every: 'slot', timezone: 'UTC' });

describe('price and worth', () => {
  it('are exact in JSON, null where they are unknown', async () => {
    const [document] = JSON.parse((await read('json', balancesReport, inBatches([item]))).toString());
    const lines = JSON.parse((await read('json', historyReport('slot'), history())).toString());

    expect(document.balances.map(pick)).toEqual(WORTHS);
    expect(lines.map(pick)).toEqual(WORTHS);
    expect(Object.keys(lines[0])).toEqual(
      'account slot capturedAt wallet asset free locked total price worth status reason'.split(' '),
    );
  });

  it('are exact in CSV and Parquet', async () => {
    const csv: Record<string, string>[] = parse(await read('csv', historyReport('slot'), history()), {
      columns: true,
      cast: (value) => (value === '' ? null : value),
    });
    const parquet = await parquetReadObjects({
      file: new Uint8Array(await read('parquet', balancesReport, inBatches([item]))).buffer,
    });

    expect(csv.map(pick)).toEqual(WORTHS);
    expect(parquet.map(pick)).toEqual(WORTHS);
  });

  it('are rounded in tables, where nothing but zero looks like zero', async () => {
    const table = (await read('table', balancesReport, inBatches([item]))).toString().trimEnd().split('\n');

    expect(table.slice(2)).toEqual([
      'coinMPerp  unknown     unknown  unknown     unknown       unknown    unknown',
      'fund       USDT        250.005        0     250.005             1     250.00',
      'spot       ABC               3        0           3       unknown    unknown',
      'spot       BTC      0.12345678        0  0.12345678      60000.12    7407.42',
      'spot       ETH               0        0           0       unknown       0.00',
      'spot       SHIB          100.5        0       100.5  0.0000123457      <0.01',
      'spot       VST            1000        0        1000          none  simulated',
    ]);
  });

  it('are unknown where nothing was captured, and in rows of version 1', async () => {
    const rows = [captured({ slot: SLOT, held: { BTC: '1' } }), failed({ slot: SLOT, reason: 'banned' })];
    const slots = inBatches([...rows, { slot: SLOT, status: 'missing' as const }]);

    const items = historyItems('main', slots, { every: 'slot', timezone: 'UTC' });

    const lines = JSON.parse((await read('json', historyReport('slot'), items)).toString());
    expect(lines.map(({ price, worth }: Record<string, unknown>) => [price, worth])).toEqual(
      Array(3).fill([null, null]),
    );
  });

  it('are given for a selected asset that is not held: worth exactly zero', () => {
    expect(balanceLines(priced, ['BTC']).map(pick)).toEqual([
      { wallet: 'coinMPerp', asset: 'BTC', price: '60000.123456', worth: null },
      { wallet: 'fund', asset: 'BTC', price: '60000.123456', worth: '0' },
      WORTHS[3],
    ]);
  });

  it.each<[string, Partial<CapturedBalanceRow>, string | null]>([
    ['zero where every wallet is empty', {}, '0'],
    [
      'unknown where the exchange has a figure for an account type without amounts',
      { exchangeTotals: { copyTrading: '25' } },
      null,
    ],
    [
      'unknown where those figures were not read',
      { walletErrors: { allAccountBalance: { reason: 'timed-out', message: '' } } },
      null,
    ],
  ])('of an account that held nothing are %s', async (_, row, worth) => {
    const empty = { ...captured({ slot: SLOT, held: {} }), ...row };

    const csv = (
      await read('csv', balancesReport, inBatches([balancesAt('main', SLOT, SLOT, empty)]))
    ).toString();

    expect(csv).toMatch(new RegExp(`,0,0,0,,${worth ?? ''},captured,\r\n$`));
  });
});

describe('the worth of a change', () => {
  const end: CapturedBalanceRow = {
    ...captured({
      slot: '2026-01-02T00:00:00Z',
      held: { BTC: '0.1', ETH: '2', ABC: '3', XYZ: '5', VST: '1' },
    }),
    prices: { BTC: '50000', ETH: '2000' },
  };
  const start: CapturedBalanceRow = {
    ...captured({ slot: SLOT, held: { BTC: '0.12345678', SOL: '4', ABC: '2', XYZ: '5', VST: '2' } }),
    prices: { BTC: '60000', SOL: '150' },
  };

  it('is the change at the price of the end', () => {
    const { lines } = changesBetween('main', { start, end });

    expect(lines.map(({ asset, change, price, worth }) => [asset, change, price, worth])).toEqual([
      ['ABC', '1', null, null],
      ['BTC', '-0.02345678', '50000', '-1172.839'],
      ['ETH', '2', '2000', '4000'],
      // Held at the start alone: the row of the end has no price for it.
      ['SOL', '-4', null, null],
      ['VST', '-1', null, null],
      ['XYZ', '0', null, '0'],
    ]);
  });

  it('is unknown where the change is', () => {
    expect(changesBetween('main', { end }, ['BTC']).lines).toMatchObject([
      { change: null, price: '50000', worth: null },
    ]);
    expect(changesBetween('main', { start }, ['BTC']).lines).toMatchObject([
      { change: null, price: null, worth: null },
    ]);
  });

  it('is named as such in the table, with its sign', async () => {
    const items = [changesBetween('main', { start, end }, ['BTC', 'ETH'])];

    const table = (await read('table', changesReport, inBatches(items))).toString().split('\n');

    expect(table.slice(0, 4)).toEqual([
      'main: from slot 2026-01-01T00:00:00Z, to slot 2026-01-02T00:00:00Z',
      'wallet  asset       start  end       change  price at end  worth of change  note',
      'spot    BTC    0.12345678  0.1  -0.02345678         50000         -1172.84  less',
      'spot    ETH             0    2           +2          2000         +4000.00  newly held',
    ]);
  });
});
