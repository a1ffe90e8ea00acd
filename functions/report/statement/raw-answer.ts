/** Unpacks a raw answer of a row. */
import { gunzipSync } from 'node:zlib';

/** The client refuses larger answers: more is no answer of the exchange. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Undefined where it is no gzip, damaged, or too large. */
export function unpackAnswer(packed: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_ANSWER_BYTES });
  } catch {
    return undefined;
  }
}
