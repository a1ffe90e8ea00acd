/** What each query gets: the table, the clock, and where warnings and progress go; and what it is asked for. */
import type { HistoryTable } from '../history/read';

export type ReportContext = {
  table: HistoryTable;
  now: number;
  /** Prints a warning on standard error, whatever the format. */
  warn(sentence: string): void;
  /** Progress of the reading: a share from 0 to 1. */
  progress(share: number): void;
};

export type Filter = {
  /** Default: all accounts of the table. */
  accounts?: readonly string[];
  /** Default: all assets. */
  assets?: readonly string[];
};

/** A period in epoch ms; without `from`, it begins at each account's first slot. */
export type Period = { from?: number; to: number };
