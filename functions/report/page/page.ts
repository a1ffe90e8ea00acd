/** The page. */
import type { PageQuestion } from '../command-line';
import type { Reporting } from '../commands';
import type { Write } from '../formats/format';

export async function writePage(
  _reporting: Reporting,
  _question: PageQuestion,
  _write: Write,
): Promise<void> {}
