/** What a report becomes in a format: its bytes, from items that come in batches. */
import { FORMATS, type Format } from '../../../functions/report/formats/format';
import type { Report } from '../../../functions/report/report';

export async function* inBatches<T>(items: T[], size = 3): AsyncGenerator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

export async function written<Item>(format: Format, report: Report<Item>, width = 160): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await FORMATS[format](report, async (chunk) => void chunks.push(Buffer.from(chunk)), { width });
  return Buffer.concat(chunks);
}
