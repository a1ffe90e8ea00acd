/** The lines that `npm run mutation:invariants` breaks are still in the product. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BREAKS } from './breaks';

it.each(BREAKS)('invariant $invariant: $file contains the line to break exactly once', ({ file, line }) => {
  const source = readFileSync(join(__dirname, '..', '..', 'functions', file), 'utf8');

  expect(source.split(line)).toHaveLength(2);
});
