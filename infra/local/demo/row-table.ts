/** One row of the history as a table for a terminal. */
import Table from 'cli-table3';
import { toPrintable } from '../../../functions/history/printable';
import type { Row } from '../../../functions/history/row';

export function rowTable(row: Row): string {
  const heading = [
    `account      ${toPrintable(row.account)}`,
    `slot         ${toPrintable(row.slot)}`,
    ...(row.status === 'captured'
      ? [`captured at  ${toPrintable(row.capturedAt)}`]
      : [
          `failed at    ${toPrintable(row.failure.at)}`,
          `reason       ${toPrintable(row.failure.reason)}`,
          `message      ${toPrintable(row.failure.message)}`,
        ]),
  ];
  return row.status === 'captured' ? [...heading, '', holdings({ spot: row.balances.spot ?? {} })].join('\n') : heading.join('\n');
}

function holdings(balances: Record<string, Record<string, { free: string; locked: string }>>): string {
  const table = new Table({
    head: ['wallet', 'asset', 'free', 'locked'],
    colAligns: ['left', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const [wallet, assets] of Object.entries(balances)) {
    for (const [asset, { free, locked }] of Object.entries(assets)) {
      table.push([wallet, asset, free, locked].map(toPrintable));
    }
  }
  return table.length > 0 ? table.toString() : 'nothing held';
}
