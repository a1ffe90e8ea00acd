/** What every report is made of: documents that a program reads, the same as flat lines, and as tables for people. */

export type Value = string | number | null;

/** An amount or a time that is unknown is `null`; a percentage is a number, an amount is decimal text. */
export type Column = { name: string; kind: 'text' | 'time' | 'amount' | 'count' | 'percent' };

/** A table for people. Numbers stand at the right. */
export type TextTable = {
  title?: string;
  columns: { name: string; right?: boolean }[];
  rows: string[][];
};

/** A report over items of any kind; every part but `items` is a pure function. */
export type Report<Item> = {
  /** In batches, so that a long one streams. */
  items: AsyncIterable<Item[]>;
  /** Whether JSON is the one item itself, not a list: one account was named. */
  isSingleObject: boolean;
  /** What a program reads of an item, one value or several: exactly the documented keys, in the documented order. */
  toJson(item: Item): object[];
  columns: Column[];
  /** The item as values of `columns`, one list a line. */
  toRows(item: Item): Value[][];
  sheets(items: Item[]): TextTable[];
};

/** What a command knows of its report before there is anything to report. */
export type ReportKind<Item> = Omit<Report<Item>, 'items' | 'isSingleObject'>;

/** What people see for an amount that nobody knows. Never a zero, never nothing. */
export const UNKNOWN = 'unknown';

export const formatValue = (value: Value): string => (value === null ? UNKNOWN : String(value));
