/** Reads each format for programs as the same flat lines of text. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';

export type Line = Record<string, string | null>;

type Json = Record<string, unknown>;

/** A line for each child of a document, with the names of flat formats. */
function flatten({ balances, gaps, missing, from, to, start, end, ...document }: Json): Json[] {
  const named = {
    ...document,
    ...(from !== undefined && { periodFrom: from, periodTo: to }),
    ...(start !== undefined && { startAmount: start, endAmount: end }),
    ...(Array.isArray(missing)
      ? { missing: missing.map(described).join('; ') }
      : missing !== undefined && { missing }),
  };
  if (Array.isArray(balances)) return balances.map((line: Json) => ({ ...named, ...line }));
  if (Array.isArray(gaps)) {
    return gaps.map(({ from, to, ...gap }: Json) => ({ ...named, gapFrom: from, gapTo: to, ...gap }));
  }
  // Balances that are unknown have their one line in flat formats alone.
  return balances === null ? [{ ...named, reason: 'no-captured-slot' }] : [named];
}

const described = ({ account, wallet, asset, reason }: Json) =>
  `${[account, wallet, asset].filter(Boolean).join(' ') || 'slot'}: ${reason}`;

const asText = (value: unknown): string | null => {
  if (value === null || value === undefined || value === '') return null;
  return value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : String(value);
};

/** The columns of the expected lines, as text. */
export const like = (expected: Line[], lines: Json[]): Line[] =>
  lines.map((line) =>
    Object.fromEntries(Object.keys(expected[0] ?? {}).map((name) => [name, asText(line[name])])),
  );

export const READERS: Record<string, (bytes: Buffer) => Promise<Json[]> | Json[]> = {
  json: (bytes) => [JSON.parse(bytes.toString())].flat().flatMap(flatten),
  ndjson: (bytes) =>
    bytes
      .toString()
      .trim()
      .split('\n')
      .flatMap((line) => flatten(JSON.parse(line))),
  csv: (bytes) => parse(bytes, { columns: true, record_delimiter: '\r\n' }),
  parquet: (bytes) => parquetReadObjects({ file: new Uint8Array(bytes).buffer }),
};
