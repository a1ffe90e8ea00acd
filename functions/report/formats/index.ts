/** The formats that a report can be written in. */
import { writeCsv } from './csv';
import { writeJson, writeNdjson } from './json';
import { writeParquet } from './parquet';
import { writeTable } from './table';
import type { Writer } from './writer';

export type Format = 'table' | 'csv' | 'json' | 'ndjson' | 'parquet';

export const FORMATS: Record<Format, Writer> = {
  table: writeTable,
  csv: writeCsv,
  json: writeJson,
  ndjson: writeNdjson,
  parquet: writeParquet,
};
