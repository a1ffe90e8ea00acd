/** From entries of the log back to the snapshot that the table did not take; the function itself never reads one. */
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { fromItem, type Item } from './item';
import type { CapturedRow } from './row';
import type { UnstoredPart } from './unstored';

const part = z.object({
  account: z.string(),
  slot: z.string(),
  capturedAt: z.string(),
  part: z.int().check(z.positive()),
  of: z.int().check(z.positive()),
  row: z.string(),
});

/** Reads one part; undefined for anything else. */
export function readUnstoredPart(value: unknown): UnstoredPart | undefined {
  return part.safeParse(value).data;
}

/** The row of parts that belong together, in any order. Throws one sentence where they make no captured row. */
export function fromUnstored(parts: readonly UnstoredPart[]): CapturedRow {
  const [{ of } = { of: 1 }] = parts;
  const slices = Array.from({ length: of }, (_, i) => parts.find((found) => found.part === i + 1)?.row);
  const missing = slices.indexOf(undefined) + 1;
  if (missing > 0) throw new Error(`part ${missing} of ${of} is missing`);
  const item = unpacked(slices.join(''));
  const { raw } = item as { raw?: { B: string } };
  const row = fromItem({ ...item, ...(raw && { raw: { B: Buffer.from(raw.B, 'base64') } }) });
  if (row.status !== 'captured') throw new Error('it is no captured row');
  return row;
}

function unpacked(packed: string): Item {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString());
  } catch {
    throw new Error('its text was damaged');
  }
}
