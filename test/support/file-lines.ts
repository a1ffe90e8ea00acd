/** Reads a file of any size line by line. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export const linesOf = (file: string): AsyncIterable<string> =>
  createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
