/** Worth slot by slot: exact in formats, never a plain number where something is missing, never zero where it is unknown. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { CapturedRow } from '../../../functions/history/row';
import { historyItems } from '../../../functions/report/history';
import type { SlotResult } from '../../../functions/report/holdings';
import { worthLines, worthReport } from '../../../functions/report/worth-lines';
import type { WorthBy } from '../../../functions/report/worth-parts';
import { captured, failed } from '../../support/slots';
import { inBatches, writeReport } from './write-report';

const at = (hour: number) => `2026-01-01T0${hour}:00:00Z`;
const free = (amount: string) => ({ free: amount, locked: '0' });
const notRead = { reason: 'permission-denied', message: 'no' };

const row = (hour: number, row: Partial<CapturedRow>): CapturedRow => ({
  ...captured({ slot: at(hour), held: {} }),
  version: 2,
  ...row,
});

const prices = { BTC: '60000', USDT: '1' };
const complete = row(0, {
  balances: { spot: { BTC: free('0.5'), USDT: free('0.001'), VST: free('9') }, fund: { BTC: free('0.25') } },
  prices,
  exchangeTotals: { copyTrading: '25.5', sopt: '45000' },
});
const unread = row(1, {
  balances: { spot: { BTC: free('0.5'), ABC: free('3') } },
  prices,
  walletErrors: { fund: notRead, coinMPerp: notRead, allAccountBalance: notRead },
});
const unpriced = row(2, { balances: { spot: { BTC: free('0.5'), ABC: free('3') } }, prices });
const versionOne = captured({ slot: at(3), held: { BTC: '1' } });
const SLOTS: SlotResult[] = [
  complete,
  unread,
  unpriced,
  versionOne,
  failed({ slot: at(4), reason: 'banned' }),
  { slot: at(5), status: 'missing' },
];

async function* lines(by: WorthBy, slots: SlotResult[]) {
  for await (const items of historyItems('main', inBatches(slots), { every: 'slot', timezone: 'UTC' }))
    yield items.flatMap((item) => worthLines(by, item));
}

const report = (by: WorthBy, slots: SlotResult[]) => ({
  ...worthReport({ by, every: 'slot' }),
  isSingleObject: false,
  items: lines(by, slots),
});

type Line = {
  slot: string;
  wallet: string | null;
  asset?: string | null;
  worth: string | null;
  complete: boolean;
  missing: { wallet: string | null; asset: string | null; reason: string }[];
  source: string | null;
};
const json = async (by: WorthBy, ...slots: SlotResult[]): Promise<Line[]> =>
  JSON.parse((await writeReport('json', report(by, slots))).toString());
const table = async (by: WorthBy, ...slots: SlotResult[]) =>
  (await writeReport('table', report(by, slots), 200)).toString().trimEnd().split('\n');

describe('the worth of an account', () => {
  it('is its exact total, whether that is complete, and what is missing', async () => {
    const captured = { account: 'main', wallet: null, status: 'captured', reason: null };
    const missing = (wallet: string | null, asset: string | null, reason: string) => ({
      wallet,
      asset,
      reason,
    });
    const unknown = {
      account: 'main',
      wallet: null,
      worth: null,
      complete: false,
      bound: 'about',
      source: null,
    };

    expect(await json('account', ...SLOTS)).toEqual([
      {
        ...captured,
        slot: at(0),
        worth: '45025.501',
        complete: true,
        missing: [],
        bound: 'exact',
        source: 'both',
      },
      {
        ...captured,
        slot: at(1),
        worth: '30000',
        complete: false,
        missing: [
          missing('spot', 'ABC', 'no-price'),
          missing('fund', null, 'permission-denied'),
          missing('coinMPerp', null, 'permission-denied'),
          missing('allAccountBalance', null, 'permission-denied'),
        ],
        bound: 'about',
        source: 'assets',
      },
      {
        ...captured,
        slot: at(2),
        worth: '30000',
        complete: false,
        missing: [missing('spot', 'ABC', 'no-price')],
        bound: 'at-least',
        source: 'assets',
      },
      {
        ...captured,
        slot: at(3),
        worth: null,
        complete: false,
        missing: [missing('spot', 'BTC', 'no-price')],
        bound: 'at-least',
        source: 'assets',
      },
      {
        ...unknown,
        slot: at(4),
        missing: [missing(null, null, 'banned')],
        status: 'failed',
        reason: 'banned',
      },
      { ...unknown, slot: at(5), missing: [missing(null, null, 'missing')], status: 'missing', reason: null },
    ]);
  });

  it('is qualified in a table where something is missing', async () => {
    expect(await table('account', complete, ...SLOTS.slice(2))).toEqual([
      'account  slot                              worth  note',
      "main     2026-01-01T00:00:00Z           45025.50  with the exchange's figures",
      'main     2026-01-01T02:00:00Z  at least 30000.00  without spot ABC: no-price',
      'main     2026-01-01T03:00:00Z            unknown  without spot BTC: no-price',
      'main     2026-01-01T04:00:00Z            unknown  failed: banned',
      'main     2026-01-01T05:00:00Z            unknown  missing',
    ]);
    expect((await table('account', unread))[1]).toMatch(
      / about 30000\.00 {2}without spot ABC: no-price; fund: /,
    );
  });

  it('has the same values in CSV and Parquet, with what is missing as text', async () => {
    const csv: Record<string, string>[] = parse(await writeReport('csv', report('account', SLOTS)), {
      columns: true,
    });
    const file = new Uint8Array(await writeReport('parquet', report('account', SLOTS))).buffer;
    const parquet = await parquetReadObjects({ file });

    expect(csv.map(({ worth, complete }) => [worth, complete])).toEqual([
      ['45025.501', 'true'],
      ['30000', 'false'],
      ['30000', 'false'],
      ['', 'false'],
      ['', 'false'],
      ['', 'false'],
    ]);
    expect(csv[2]?.missing).toBe('spot ABC: no-price');
    expect(parquet.map(({ worth, complete }) => [worth, complete])).toEqual([
      ['45025.501', true],
      ['30000', false],
      ['30000', false],
      [null, false],
      [null, false],
      [null, false],
    ]);
  });
});

describe('worth by wallet', () => {
  const parts = (lines: Line[]) =>
    lines.map(({ wallet, worth, complete, source }) => [wallet, worth, complete, source]);

  it('has a line for each wallet, and marks the figures of the exchange', async () => {
    expect(parts(await json('wallet', complete))).toEqual([
      ['spot', '30000.001', true, 'assets'],
      ['fund', '15000', true, 'assets'],
      ['copyTrading', '25.5', true, 'exchange'],
    ]);
    expect((await table('wallet', complete)).at(-1)).toMatch(
      / copyTrading +25\.50 {2}the exchange's figure$/,
    );
  });

  it('has a line without a worth for each wallet that was not read', async () => {
    expect(parts(await json('wallet', unread))).toEqual([
      ['spot', '30000', false, 'assets'],
      ['fund', null, false, 'assets'],
      ['coinMPerp', null, false, 'assets'],
      ['allAccountBalance', null, false, 'exchange'],
    ]);
  });
});

describe('worth by asset', () => {
  const parts = (lines: Line[]) =>
    lines.map(({ wallet, asset, worth, complete }) => [wallet, asset, worth, complete]);

  it('adds up each asset over all wallets', async () => {
    expect(parts(await json('asset', complete))).toEqual([
      [null, 'BTC', '45000', true],
      [null, 'USDT', '0.001', true],
      ['copyTrading', null, '25.5', true],
    ]);
  });

  it('is incomplete for each asset where a wallet was not read, which may hold it', async () => {
    expect(parts(await json('asset', unread))).toEqual([
      [null, 'ABC', null, false],
      [null, 'BTC', '30000', false],
      ['fund', null, null, false],
      ['coinMPerp', null, null, false],
      ['allAccountBalance', null, null, false],
    ]);
  });
});
