/** All encodings in which an echoed secret was found to survive redaction, for tests that hide one and search for it. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

export type Encoding = { name: string; encode: (body: Buffer) => Buffer };

const text = (encode: (body: Buffer) => string) => (body: Buffer) => Buffer.from(encode(body), 'latin1');
const percent = (body: Buffer) => [...body].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const jsonEscapes = (body: Buffer) =>
  [...body.toString('latin1')].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** Text to text: the result can be part of a longer text. */
export const TEXT_ENCODINGS: readonly Encoding[] = [
  { name: 'base64', encode: text((body) => body.toString('base64')) },
  { name: 'base64url', encode: text((body) => body.toString('base64url')) },
  { name: 'base64 in lines', encode: text((body) => body.toString('base64').replace(/.{20}/g, '$&\r\n')) },
  { name: 'percent-encoding', encode: text(percent) },
  { name: 'hex', encode: text((body) => body.toString('hex')) },
  { name: 'JSON escapes', encode: text(jsonEscapes) },
  { name: 'a JSON string', encode: text((body) => JSON.stringify({ said: body.toString('latin1') })) },
];

/** Encodings of a complete body. */
export const BODY_ENCODINGS: readonly Encoding[] = [
  { name: 'gzip', encode: (body) => gzipSync(body) },
  { name: 'truncated gzip', encode: (body) => gzipSync(body).subarray(0, -9) },
  { name: 'zlib', encode: (body) => deflateSync(body) },
  { name: 'deflate', encode: (body) => deflateRawSync(body) },
  { name: 'Brotli', encode: (body) => brotliCompressSync(body) },
  { name: 'truncated Brotli', encode: (body) => brotliCompressSync(body).subarray(0, -3) },
  { name: 'UTF-16LE', encode: (body) => Buffer.from(`\ufeff${body.toString('latin1')}`, 'utf16le') },
  { name: 'UTF-16BE', encode: (body) => Buffer.from(body.toString('latin1'), 'utf16le').swap16() },
];
