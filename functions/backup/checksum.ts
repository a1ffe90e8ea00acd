/** Compares two copies of a history: by their number of rows, and one hash of all of them. */
import { createHash } from 'node:crypto';

/** `sha256` is of the rows' lines in order, each with its line feed: what `gunzip -c FILE | sha256sum` prints. */
export type Checksum = { rows: number; sha256: string };

export function createChecksum() {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(json: string): void {
      hash.update(`${json}\n`);
      rows++;
    },
    result: (): Checksum => ({ rows, sha256: hash.copy().digest('hex') }),
  };
}
