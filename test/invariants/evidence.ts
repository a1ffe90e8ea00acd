/** The data that invariants check, and the type of an invariant. */
import type { CapturedRow, Row } from '../../functions/history/row';
import type { Run } from './run';
import type { World } from './world';

/** What is checked after a command: the table's rows, the command's runs, and the rows captured before it. */
export type Evidence = {
  world: World;
  rows: Row[];
  /** The runs of this command. */
  runs: Run[];
  /** Each captured row as it was first read, by `keyOf`. */
  captured: Map<string, string>;
};

/** One sentence per violation; empty where the invariant holds. */
export type Check = (evidence: Evidence) => string[];

export const keyOf = ({ account, slot }: { account: string; slot: string }) => `${account} ${slot}`;

/** A row as text: equal only where every byte is equal. */
export const rowText = (row: Row) =>
  JSON.stringify(row, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );

export const isCaptured = (row: Row): row is CapturedRow => row.status === 'captured';
