/** One row of the history as a table for a terminal: every wallet with its assets, prices and worth. */
import Big from 'big.js';
import Table from 'cli-table3';
import { toPrintable } from '../../../functions/history/printable';
import type { CapturedRow, Row, WalletAmounts, WalletId } from '../../../functions/history/row';
import { toAmounts, walletLabel } from '../../../functions/report/wallets';
import { type AssetWorth, type RowWorth, valueRow, type WalletWorth } from '../../../functions/report/worth';

/** The text of `row`, several lines. Everything in it is safe to print. */
export function rowTable(row: Row): string {
  const heading: [label: string, value: string][] = [
    ['account', row.account],
    ['slot', row.slot],
  ];
  if (row.status === 'failed') {
    const { at, reason, message } = row.failure;
    return headingText([...heading, ['failed at', at], ['reason', reason], ['message', message]]);
  }
  heading.push(['captured at', row.capturedAt]);
  if (row.pricedAt) heading.push(['priced at', row.pricedAt]);
  const worth = valueRow(row);
  const lines = worth.wallets.flatMap((wallet) => walletLines(wallet, row, worth.assets));
  const total: [label: string, value: string] = ['total worth', totalText(worth.total)];
  return [
    headingText(heading),
    '',
    lines.length > 0 ? tableText(lines) : 'nothing held',
    '',
    headingText([total]),
  ].join('\n');
}

const headingText = (lines: readonly [label: string, value: string][]) =>
  lines.map(([label, value]) => `${label.padEnd(12)} ${toPrintable(value)}`).join('\n');

/** Amounts, price and worth; the texts of a wallet without assets replace them. */
type Line = readonly [
  wallet: string,
  asset: string,
  free: string,
  locked: string,
  price: string,
  worth: string,
];

const UNKNOWN = '–';

function walletLines(wallet: WalletWorth, row: CapturedRow, assets: readonly AssetWorth[]): Line[] {
  const label = walletLabel(wallet.wallet);
  if (wallet.source === 'exchange') return [[label, '', '', '', "BingX's figure", worthText(wallet.worth)]];
  const held = row.balances[wallet.wallet as WalletId];
  if (!held) {
    const reason = wallet.missing.map((missing) => missing.reason).join(', ');
    return [[label, '', '', '', `not read: ${reason}`, UNKNOWN]];
  }
  return Object.entries<WalletAmounts[WalletId]>(held).map(([asset, stored]) => {
    const { free, locked } = toAmounts(stored);
    const valued = assets.find((each) => each.wallet === wallet.wallet && each.asset === asset);
    return [label, asset, free, locked, valued?.price ?? UNKNOWN, worthText(valued?.worth ?? null)];
  });
}

function tableText(lines: readonly Line[]): string {
  const table = new Table({
    head: ['wallet', 'asset', 'free', 'locked', 'price (USDT)', 'worth (USDT)'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const line of lines) table.push(line.map(toPrintable));
  return table.toString();
}

const BOUND_TEXTS = { exact: '', 'at-least': 'at least ', about: 'about ' } as const;

function totalText({ worth, bound, missing }: RowWorth['total']): string {
  if (worth === null) return 'unknown';
  const parts = missing.map(({ wallet, asset, reason }) => {
    const what = [walletLabel(wallet), ...(asset === null ? [] : [asset])].join(' ');
    return `${what}: ${reason}`;
  });
  return `${BOUND_TEXTS[bound]}${worthText(worth)} USDT${parts.length > 0 ? ` (missing: ${parts.join('; ')})` : ''}`;
}

/** Two decimals, or two significant digits of a smaller worth: only an exact zero is shown as zero. */
function worthText(worth: string | null): string {
  if (worth === null) return UNKNOWN;
  const exact = new Big(worth);
  const isSmall = !exact.eq(0) && exact.abs().lt('0.01');
  const rounded = isSmall ? exact.prec(2, Big.roundHalfEven).toFixed() : exact.toFixed(2, Big.roundHalfEven);
  const [integer = '', fraction = ''] = rounded.split('.');
  return `${integer.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}
