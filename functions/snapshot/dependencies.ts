/** The dependencies of a snapshot, passed in by the handler. */
import type { Redaction } from '../bingx/redaction';
import type { Exchange, GetCredentials } from '../bingx/types';
import type { History } from '../history/write';

export type Log = {
  info(message: string, details: Record<string, unknown>): void;
  warn(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
};

export type SnapshotDependencies = {
  clock: () => number;
  getCredentials: GetCredentials;
  exchange: Exchange;
  history: History;
  log: Log;
  /** For each key that was read so far. */
  redaction: () => Redaction;
  /** Epoch ms, on `clock`, at which requests to the exchange must have ended so that the row can still be written. */
  deadline: number;
  retentionDays?: number;
};
