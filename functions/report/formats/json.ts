/** JSON as one value, and as one value a line. Both stream: what is held is a batch. */

import type { Write } from '../../cli/output';
import { escapeUnprintable } from '../../history/printable';
import type { Report } from '../report';

/** The one document itself where one account was named, else a list with a document on each line. */
export async function writeJson<Item, Line>(report: Report<Item, Line>, write: Write): Promise<void> {
  let separator = report.isSingleObject ? '' : '[\n';
  for await (const items of report.items) {
    if (items.length === 0) continue;
    const documents = items.flatMap(report.toJson);
    const texts = documents.map((document) => toJson(document, report.isSingleObject ? 2 : 0));
    await write(separator + texts.join(',\n'));
    separator = ',\n';
  }
  if (report.isSingleObject) return write('\n');
  await write(separator === '[\n' ? '[]\n' : '\n]\n');
}

export async function writeNdjson<Item, Line>(report: Report<Item, Line>, write: Write): Promise<void> {
  for await (const items of report.items) {
    let text = '';
    for (const document of items.flatMap(report.toJson)) text += `${toJson(document)}\n`;
    await write(text);
  }
}

/** Exact, and safe to print: what an exchange has sent stands in texts, in which every such character can be escaped. */
const toJson = (document: object, indent = 0) => escapeUnprintable(JSON.stringify(document, null, indent));
