/** Parquet: amounts as text, exact whatever their scale, or as decimals; times as timestamps in UTC; counts as integers. */
import type { SchemaElement } from 'hyparquet';
import type { Write } from '../../cli/output';
import type { Column, ColumnKind, Report, Value } from '../report';
import { DECIMAL_TYPE, toDecimal } from './decimal-column';
import type { WriterOptions } from './writer';

/** Lines in a row group: what is kept in memory at a time. */
const ROW_GROUP = 20_000;

export async function writeParquet<Item, Line>(
  report: Report<Item, Line>,
  write: Write,
  { decimals = false }: WriterOptions,
): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const { columns } = report;
  const bytes = new ByteWriter();
  const flush = async () => {
    const chunk = bytes.getBytes().slice();
    bytes.index = 0;
    await write(chunk);
  };
  const parquet = new ParquetWriter({
    writer: Object.assign(bytes, { flush, finish: flush }),
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map((column) => schemaOf(column, decimals)),
    ],
  });
  for await (const group of rowGroups(report, decimals)) {
    const columnData = columns.map(({ name, exportName = name }, i) => ({
      name: exportName,
      data: group[i] ?? [],
    }));
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP });
  }
  await parquet.finish();
}

/** The lines turned into columns, a row group at a time. */
async function* rowGroups<Item, Line>({ items, toLines, columns }: Report<Item, Line>, decimals: boolean) {
  const empty = () => columns.map((): Stored[] => []);
  let group = empty();
  let size = 0;
  for await (const batch of items) {
    for (const line of batch.flatMap(toLines)) {
      for (const [i, column] of columns.entries()) {
        const value = column.value(line);
        const isDecimal = decimals && isAmount(column) && typeof value === 'string';
        group[i]?.push(isDecimal ? toDecimal(value, column, line, columns) : typed(column.kind, value));
      }
      size += 1;
      if (size < ROW_GROUP) continue;
      yield group;
      group = empty();
      size = 0;
    }
  }
  if (size > 0) yield group;
}

type Stored = Value | Date | bigint;

const isAmount = ({ kind }: { kind: ColumnKind }) => kind === 'amount' || kind === 'usdt';

const typed = (kind: ColumnKind, value: Value): Stored =>
  kind === 'time' && typeof value === 'string' ? new Date(value) : value;

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

const TYPES: Record<ColumnKind, Partial<SchemaElement>> = {
  text: TEXT,
  amount: TEXT,
  usdt: TEXT,
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  count: { type: 'INT32' },
  percent: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
};

const schemaOf = <Line>(
  { name, exportName = name, kind }: Column<Line>,
  decimals: boolean,
): SchemaElement => ({
  name: exportName,
  repetition_type: 'OPTIONAL',
  ...(decimals && isAmount({ kind }) ? DECIMAL_TYPE : TYPES[kind]),
});
