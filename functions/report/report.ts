/** What every report is made of: one list of columns, from which JSON, CSV, Parquet and tables for people are written. */

export type Value = string | number | boolean | null;

/**
 * An amount or a time that is unknown is `null`; a percentage is a number. Amounts are decimal text: an `amount` as it was
 * captured, and `usdt` a price or what is computed from one, which has more digits.
 */
export type ColumnKind = 'text' | 'time' | 'amount' | 'usdt' | 'count' | 'percent' | 'flag';

export type Column<Line> = {
  /** The key in JSON and the heading in a table. */
  name: string;
  /** The name in CSV and Parquet, where the columns of a line differ in name, and none is a reserved word of SQL. */
  exportName?: string;
  kind: ColumnKind;
  value(line: Line): Value;
};

type ValueKey<Line> = { [Key in keyof Line]-?: Line[Key] extends Value ? Key : never }[keyof Line] & string;

/** A column for each of these properties of a line, in this order. */
export const columnsOf = <Line>(
  kinds: Partial<Record<ValueKey<Line>, ColumnKind>>,
  exportNames: Partial<Record<ValueKey<Line>, string>> = {},
): Column<Line>[] =>
  (Object.keys(kinds) as ValueKey<Line>[]).flatMap((name) => {
    const [kind, exportName] = [kinds[name], exportNames[name]];
    if (kind === undefined) return [];
    return [{ name, ...(exportName && { exportName }), kind, value: (line) => line[name] as Value }];
  });

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
  /** What people see instead of a table without lines; asked for after the last item. */
  emptyText?(): string;
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

/** How programs read a parent with a list of children: nested in JSON, as a line for each child in flat formats. */
export const nestedReport = <Parent, Child, Name extends string>(
  parentColumns: readonly Column<Parent>[],
  childColumns: readonly Column<Child>[],
  /** The key of the children in JSON. */
  name: Name,
  /** Null where they are unknown. */
  childrenOf: (parent: Parent) => readonly Child[] | null,
) => ({
  toJson: (parent: Parent): object[] => {
    const children = childrenOf(parent)?.map((child) => toObject(childColumns, child)) ?? null;
    return [{ ...toObject(parentColumns, parent), [name]: children }];
  },
  toLines: (parent: Parent): Joined<Parent, Child>[] => {
    const children = childrenOf(parent) ?? [];
    return children.length === 0 ? [{ parent, child: null }] : children.map((child) => ({ parent, child }));
  },
  columns: joinColumns(parentColumns, childColumns),
});

const joinColumns = <Parent, Child>(
  parentColumns: readonly Column<Parent>[],
  childColumns: readonly Column<Child>[],
): Column<Joined<Parent, Child>>[] => [
  ...mapColumns(parentColumns, ({ parent }: Joined<Parent, Child>) => parent),
  ...mapColumns(childColumns, ({ child }: Joined<Parent, Child>) => child),
];

/** The columns of a part of a line; all values of a part that is null are null. */
export const mapColumns = <Line, Part>(
  columns: readonly Column<Part>[],
  partOf: (line: Line) => Part | null,
): Column<Line>[] =>
  columns.map(({ value, ...column }) => ({
    ...column,
    value: (line) => {
      const part = partOf(line);
      return part === null ? null : value(part);
    },
  }));

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

/** A report of which the lines are the same in each format. */
export const flatReport = <Item, Line>({
  toLines,
  columns,
  textColumns,
}: Pick<ReportKind<Item, Line>, 'toLines' | 'columns'> & {
  textColumns: readonly TextColumn<Line>[];
}): ReportKind<Item, Line> => ({
  toJson: (item) => toLines(item).map((line) => toObject(columns, line)),
  toLines,
  columns,
  toTables: (items) => [textTable(textColumns, items.flatMap(toLines))],
});
