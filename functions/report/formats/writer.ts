/** What a format gets to write a report. */
import type { Write } from '../../cli/output';
import type { Report } from '../report';

/** How wide a table may be, in characters; `Infinity` where it goes to a file or a program, which wrap nothing. */
export type Layout = { width: number };

export type Writer = <Item, Line>(report: Report<Item, Line>, write: Write, layout: Layout) => Promise<void>;
