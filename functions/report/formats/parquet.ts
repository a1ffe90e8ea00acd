/** Parquet: amounts as text, exact whatever their scale; times as timestamps in UTC; counts as integers. */
import type { SchemaElement } from 'hyparquet';
import type { Column, Report, Value } from '../report';
import type { Write } from './format';

/** Lines in a row group: what is held at a time. */
const ROW_GROUP = 20_000;

export async function writeParquet<Item>(report: Report<Item>, write: Write): Promise<void> {
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
    const columnData = columns.map(({ name }, i) => ({ name, data: group[i] ?? [] }));
    await parquet.write({ columnData, rowGroupSize: ROW_GROUP });
  }
  await parquet.finish();
}

/** The lines turned into columns, a row group at a time. */
async function* rowGroups<Item>({ items, toRows: lines, columns }: Report<Item>) {
  const empty = () => columns.map((): (Value | Date)[] => []);
  let group = empty();
  let size = 0;
  for await (const batch of items) {
    for (const line of batch.flatMap(lines)) {
      columns.forEach(({ kind }, i) => void group[i]?.push(typed(kind, line[i] ?? null)));
      size += 1;
      if (size < ROW_GROUP) continue;
      yield group;
      group = empty();
      size = 0;
    }
  }
  if (size > 0) yield group;
}

const typed = (kind: Column['kind'], value: Value) =>
  kind === 'time' && typeof value === 'string' ? new Date(value) : value;

const TYPES: Record<Column['kind'], Partial<SchemaElement>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  amount: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  time: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  count: { type: 'INT32' },
  percent: { type: 'DOUBLE' },
};

const schemaOf = ({ name, kind }: Column): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...TYPES[kind],
});
