/** Parquet: amounts as text, exact whatever their scale; times as timestamps in UTC; counts as integers. */
import type { SchemaElement } from 'hyparquet';
import type { Write } from '../../cli/output';
import type { Column, Report, Value } from '../report';

/** Lines in a row group: what is kept in memory at a time. */
const ROW_GROUP = 20_000;

export async function writeParquet<Item, Line>(report: Report<Item, Line>, write: Write): Promise<void> {
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
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)],
  });
  for await (const group of rowGroups(report)) {
    const columnData = columns.map(({ name, exportName = name }, i) => ({
      name: exportName,
      data: group[i] ?? [],
    }));
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP });
  }
  await parquet.finish();
}

/** The lines turned into columns, a row group at a time. */
async function* rowGroups<Item, Line>({ items, toLines, columns }: Report<Item, Line>) {
  const empty = () => columns.map((): (Value | Date)[] => []);
  let group = empty();
  let size = 0;
  for await (const batch of items) {
    for (const line of batch.flatMap(toLines)) {
      for (const [i, { kind, value }] of columns.entries()) group[i]?.push(typed(kind, value(line)));
      size += 1;
      if (size < ROW_GROUP) continue;
      yield group;
      group = empty();
      size = 0;
    }
  }
  if (size > 0) yield group;
}

const typed = (kind: Column<unknown>['kind'], value: Value) =>
  kind === 'time' && typeof value === 'string' ? new Date(value) : value;

const TYPES: Record<Column<unknown>['kind'], Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  amount: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  count: { type: 'INT32' },
  percent: { type: 'DOUBLE' },
  flag: { type: 'BOOLEAN' },
};

const schemaOf = <Line>({ name, exportName = name, kind }: Column<Line>): SchemaElement => ({
  name: exportName,
  repetition_type: 'OPTIONAL',
  ...TYPES[kind],
});
