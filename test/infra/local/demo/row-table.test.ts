/** The table of a row shows every wallet with prices and worth, unknown amounts as unknown, and only printable text. */
import { rowTable } from '../../../../infra/local/demo/row-table';
import { capturedRow } from '../../../support/rows';
import { captured, failed } from '../../../support/slots';

const SLOT = '2026-11-22T06:00:00Z';
const CONTROLS = ['\u001b', '\u202e', '\r'];
const ESCAPES = CONTROLS.join('[2J');

const FIVE_WALLETS = capturedRow({
  version: 2,
  balances: {
    spot: { BTC: { free: '1', locked: '0.5' }, SHIB: { free: '2', locked: '0' } },
    fund: { USDT: { free: '1250.376', locked: '0' } },
    USDTMPerp: {
      USDT: {
        balance: '100',
        equity: '90.5',
        unrealizedProfit: '-9.5',
        availableMargin: '80',
        usedMargin: '10.5',
        frozenMargin: '0',
      },
    },
  },
  prices: { BTC: '80000', SHIB: '0.000001', USDT: '1' },
  pricedAt: '2026-11-22T06:00:02.000Z',
  exchangeTotals: { sopt: '0', copyTrading: '250' },
});

/** The cells of the table's lines, without borders. */
const cellsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

it('shows each wallet by its label, with prices, worth and the total', () => {
  const text = rowTable(FIVE_WALLETS);

  expect(cellsOf(text)).toEqual([
    ['wallet', 'asset', 'free', 'locked', 'price (USDT)', 'worth (USDT)'],
    ['Spot Account', 'BTC', '1', '0.5', '80000', '120,000.00'],
    ['Spot Account', 'SHIB', '2', '0', '0.000001', '0.000002'],
    ['Fund Account', 'USDT', '1250.376', '0', '1', '1,250.38'],
    ['USDⓈ-M Perpetual Futures', 'USDT', '80', '10.5', '1', '90.50'],
    ['Copy Trading', '', '', '', "BingX's figure", '250.00'],
  ]);
  expect(text).toMatch(/\npriced at {4}2026-11-22T06:00:02\.000Z\n/);
  expect(text).toMatch(/\ntotal worth {2}121,590\.88 USDT$/);
});

it('shows a wallet that was not read as unknown, and the total as a lower bound that names it', () => {
  const { fund: _, ...balances } = FIVE_WALLETS.balances;
  const walletErrors = { fund: { reason: 'permission-denied', message: 'no right' } };

  const text = rowTable({ ...FIVE_WALLETS, balances, walletErrors });

  expect(cellsOf(text)).toContainEqual(['Fund Account', '', '', '', 'not read: permission-denied', '–']);
  expect(text).toMatch(
    /\ntotal worth {2}at least 120,340\.50 USDT \(missing: Fund Account: permission-denied\)$/,
  );
});

it('shows amounts without prices, and no total', () => {
  const text = rowTable(captured({ slot: SLOT, held: { BTC: '1' } }));

  expect(cellsOf(text)[1]).toEqual(['Spot Account', 'BTC', '1', '0', '–', '–']);
  expect(text).toMatch(/\ntotal worth {2}unknown$/);
});

it('replaces control characters in an asset name', () => {
  const table = rowTable(captured({ slot: SLOT, held: { [`BTC${ESCAPES}`]: '1' } }));

  expect(table).toContain('BTC');
  for (const control of CONTROLS) expect(table).not.toContain(control);
});

it('replaces control characters in the message of a failure', () => {
  const table = rowTable(failed({ slot: SLOT, reason: 'wrong-shape', message: `refused${ESCAPES}` }));

  expect(table).toContain('refused');
  for (const control of CONTROLS) expect(table).not.toContain(control);
});
