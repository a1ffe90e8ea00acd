/** One row of the history as a table for a terminal. */
import Table from 'cli-table3';
import type { Row } from '../../../functions/history/row';

export function rowTable(row: Row): string {
  const heading = [
    `account      ${row.account}`,
    `slot         ${row.slot}`,
    ...(row.status === 'captured'
      ? [`captured at  ${row.capturedAt}`]
      : [
          `failed at    ${row.failure.at}`,
          `reason       ${row.failure.reason}`,
          `message      ${row.failure.message}`,
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
    for (const [asset, { free, locked }] of Object.entries(assets)) table.push([wallet, asset, free, locked]);
  }
  return table.length > 0 ? table.toString() : 'nothing held';
}
