/** Unpacks compressed data within limits, so that they can be searched: gzip, zlib, deflate and Brotli. */
import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Budget } from './secret-search';

/** The cost of an attempt, in characters read. */
const ATTEMPT_COST = 4_096;

const GZIP_MAGIC = '\u001f\u008b\u0008';

type Result = { buffer: Buffer; engine: { bytesWritten: number } };

type Unpacker = (packed: Buffer, maxOutputLength: number) => unknown;

/** Each returns what it could unpack of truncated data. */
const gunzip: Unpacker = (packed, maxOutputLength) =>
  gunzipSync(packed, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH, info: true });
const inflate: Unpacker = (packed, maxOutputLength) =>
  inflateSync(packed, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH, info: true });
const inflateRaw: Unpacker = (packed, maxOutputLength) =>
  inflateRawSync(packed, { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH, info: true });
const brotli: Unpacker = (packed, maxOutputLength) =>
  brotliDecompressSync(packed, {
    maxOutputLength,
    finishFlush: constants.BROTLI_OPERATION_FLUSH,
    info: true,
  });

/** The result of each algorithm that reads `binary` up to its last byte; empty where none does. */
export function unpackAll(binary: string, budget: Budget): string[] {
  const packed = Buffer.from(binary, 'latin1');
  return [gunzip, inflate, inflateRaw, brotli].flatMap((unpacker) => {
    const result = unpack(packed, unpacker, budget);
    const isComplete = result && result.buffer.length > 0 && result.engine.bytesWritten === packed.length;
    return isComplete ? [result.buffer.toString('latin1')] : [];
  });
}

/** Each gzip member in `binary`, unpacked; `unreadable` where one of them cannot be unpacked. */
export function unpackGzipIn(binary: string, budget: Budget): string[] | 'unreadable' {
  const unpacked: string[] = [];
  for (let at = binary.indexOf(GZIP_MAGIC); at >= 0; at = binary.indexOf(GZIP_MAGIC, at + 1)) {
    const result = unpack(Buffer.from(binary.slice(at), 'latin1'), gunzip, budget);
    if (!result) return 'unreadable';
    unpacked.push(result.buffer.toString('latin1'));
  }
  return unpacked;
}

/** Undefined for data in another format, and for too much of it. */
function unpack(packed: Buffer, unpacker: Unpacker, budget: Budget): Result | undefined {
  budget.left -= packed.length + ATTEMPT_COST;
  if (budget.left <= 0) return undefined;
  try {
    return unpacker(packed, budget.left) as Result;
  } catch {
    return undefined;
  }
}
