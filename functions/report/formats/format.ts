/** The formats a report can be written in. */
import type { Report } from '../report';
import { writeCsv } from './csv';
import { writeJson, writeNdjson } from './json';
import { writeParquet } from './parquet';
import { writeTable } from './table';

/** Takes the next piece of output; resolves when there is room for more. */
export type Write = (chunk: string | Uint8Array) => Promise<void>;

export type Format = 'table' | 'csv' | 'json' | 'ndjson' | 'parquet';

/** How wide a table may be, in characters; `Infinity` where it goes to a file or a program, which wrap nothing. */
export type Layout = { width: number };

type Writer = <Item>(report: Report<Item>, write: Write, layout: Layout) => Promise<void>;

export const FORMATS: Record<Format, Writer> = {
  table: writeTable,
  csv: writeCsv,
  json: writeJson,
  ndjson: writeNdjson,
  parquet: writeParquet,
};
