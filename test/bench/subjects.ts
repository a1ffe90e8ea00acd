/** The subjects of the benchmark, in the order of docs/benchmark.md. */
import { growth, monitor } from './fleet-sections';
import { prices, snapshot, start } from './function-sections';
import { reports } from './report-sections';

export const SUBJECTS = { start, snapshot, prices, monitor, growth, reports };
export type Subject = keyof typeof SUBJECTS;
