/** What a format gets to write a report. */
import type { Write } from '../../cli/output';
import type { Report } from '../report';

export type WriterOptions = {
  /** How wide a table may be, in characters; `Infinity` where it goes to a file or a program, which wrap nothing. */
  width: number;
  /** Whether amounts in Parquet are decimal numbers; text otherwise. */
  decimals?: boolean;
};

export type Writer = <Item, Line>(
  report: Report<Item, Line>,
  write: Write,
  options: WriterOptions,
) => Promise<void>;
