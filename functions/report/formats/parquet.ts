/** Parquet: amounts as text, exact whatever their scale; times as timestamps in UTC; counts as integers. */
import type { SchemaElement } from 'hyparquet';
import type { Column, Report, Value } from '../result';
import type { Write } from './format';

/** Lines in a row group: what is held at a time. */
const ROW_GROUP = 20_000;

export async function writeParquet<Item>(report: Report<Item>, write: Write): Promise<void> {
  const { ByteWriter, parquetWriteRows } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const flush = async () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    await write(bytes);
  };
  const { columns } = report;
  await parquetWriteRows({
    writer: Object.assign(writer, { flush, finish: flush }),
    rows: parquetRows(report),
    columns: columns.map(({ name }) => ({ name })),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaOf)],
    rowGroupSize: ROW_GROUP,
  });
}

async function* parquetRows<Item>({ items, lines, columns }: Report<Item>) {
  for await (const batch of items) {
    for (const line of batch.flatMap(lines)) {
      yield Object.fromEntries(columns.map(({ name, kind }, i) => [name, typed(kind, line[i] ?? null)]));
    }
  }
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
