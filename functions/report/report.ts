/** What every report is made of: one list of columns, from which JSON, CSV, Parquet and tables for people are written. */

export type Value = string | number | boolean | null;

/** An amount or a time that is unknown is `null`; a percentage is a number, an amount is decimal text. */
export type Column<Line> = {
  /** The key in JSON and the heading in a table. */
  name: string;
  /** The name in CSV and Parquet, where all columns of a line need different names. */
  exportName?: string;
  kind: 'text' | 'time' | 'amount' | 'count' | 'percent' | 'flag';
  value(line: Line): Value;
};

/** A table for people. Numbers are aligned at the right. */
export type TextTable = {
  title?: string;
  columns: { name: string; right?: boolean }[];
  rows: string[][];
};

/** A report over items, each of which has one or more lines; every part but `items` is a pure function. */
export type Report<Item, Line = unknown> = {
  /** In batches, so that a long report streams. */
  items: AsyncIterable<Item[]>;
  /** Whether JSON is the one item itself, not a list: one account was named. */
  isSingleObject: boolean;
  /** The JSON objects of an item, with exactly the documented keys in the documented order. */
  toJson(item: Item): object[];
  /** The lines of an item in CSV and Parquet. */
  toLines(item: Item): Line[];
  columns: readonly Column<Line>[];
  toTables(items: Item[]): TextTable[];
};

/** What a command knows of its report before it has read anything. */
export type ReportKind<Item, Line> = Omit<Report<Item, Line>, 'items' | 'isSingleObject'>;

/** What people see for a value that is unknown: never zero and never blank. */
export const UNKNOWN = 'unknown';

export const formatValue = (value: Value): string => (value === null ? UNKNOWN : String(value));

/** The line as a JSON object. */
export function toObject<Line>(columns: readonly Column<Line>[], line: Line): Record<string, Value> {
  const object: Record<string, Value> = {};
  for (const { name, value } of columns) object[name] = value(line);
  return object;
}

/** A parent, such as an account, with one of its children, such as a balance; null for a parent without children. */
export type Joined<Parent, Child> = { parent: Parent; child: Child | null };

/** The columns of a parent followed by those of its children, as flat formats need them. */
export const joinColumns = <Parent, Child>(
  parentColumns: readonly Column<Parent>[],
  childColumns: readonly Column<Child>[],
): Column<Joined<Parent, Child>>[] => [
  ...parentColumns.map((column) => ({
    ...column,
    value: ({ parent }: Joined<Parent, Child>) => column.value(parent),
  })),
  ...childColumns.map((column) => ({
    ...column,
    value: ({ child }: Joined<Parent, Child>) => (child === null ? null : column.value(child)),
  })),
];

export type TextColumn<Line> = { name: string; right?: boolean; text(line: Line): string };

/** The columns of these names as people read them: in text, unknown values as `unknown`. */
export const textColumns = <Line>(columns: readonly Column<Line>[], ...names: string[]): TextColumn<Line>[] =>
  columns
    .filter(({ name }) => names.includes(name))
    .map(({ name, kind, value }) => ({
      name,
      ...(kind !== 'text' && kind !== 'time' && { right: true }),
      text: (line) => formatValue(value(line)),
    }));

export const textTable = <Line>(
  columns: readonly TextColumn<Line>[],
  lines: readonly Line[],
  title?: string,
): TextTable => ({
  ...(title !== undefined && { title }),
  columns: columns.map(({ name, right }) => ({ name, ...(right && { right }) })),
  rows: lines.map((line) => columns.map(({ text }) => text(line))),
});
