/** What a report becomes in a format: its bytes, from items that come in batches. */
import { FORMATS, type Format } from '../../../functions/report/formats';
import type { Report, ReportKind, Value } from '../../../functions/report/report';

export async function* inBatches<T>(items: T[], size = 3): AsyncGenerator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

export async function writeReport<Item, Line>(
  format: Format,
  report: Report<Item, Line>,
  width = 160,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await FORMATS[format](report, async (chunk) => void chunks.push(Buffer.from(chunk)), { width });
  return Buffer.concat(chunks);
}

/** The values of an item's lines in the order of the columns, as flat formats write them. */
export const valuesOf = <Item, Line>(
  { columns, toLines }: Pick<ReportKind<Item, Line>, 'columns' | 'toLines'>,
  item: Item,
): Value[][] => toLines(item).map((line) => columns.map(({ value }) => value(line)));
