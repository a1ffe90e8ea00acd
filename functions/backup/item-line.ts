/** One row as one line of text: its DynamoDB JSON in a form that is the same for each engine and each row version. */
import { exactAmount } from '../history/amount';
import { KEY } from '../history/table';

/** A row of the table or of a file. `json` holds every attribute; their meaning is not interpreted. */
export type ItemLine = { account: string; slot: string; status?: string; json: string };

/** What is wrong with a line: the end of a sentence that begins with its place, such as "is not JSON". */
export class LineError extends Error {
  override name = 'LineError';
}

/** DynamoDB takes 32 levels of maps and lists, each of which is two levels of JSON. */
const MAX_DEPTH = 100;

/** Sets have no order of their own: two engines may return the same set in two orders. */
const SET_TYPES = ['SS', 'NS', 'BS'];

/**
 * Reads an item in DynamoDB JSON (bytes as base64). Attributes of unknown types pass as they are. Throws a
 * `LineError` where it is none.
 */
export function toItemLine(item: unknown): ItemLine {
  if (!isObject(item)) throw new LineError('is not a DynamoDB item: it must be a JSON object');
  const untyped = Object.keys(item).find((name) => !isTyped(item[name]));
  if (untyped !== undefined) {
    throw new LineError(
      `is not a DynamoDB item: attribute ${JSON.stringify(untyped)} must be {"<type>": <value>}, such as {"S": "main"}`,
    );
  }
  return {
    account: keyText(item, KEY.partition),
    slot: keyText(item, KEY.sort),
    status: stringOf(item.status),
    json: canonicalJson(item),
  };
}

/** Reads a line of a file, as `toItemLine` does. */
export function parseItemLine(line: string): ItemLine {
  let item: unknown;
  try {
    item = JSON.parse(line);
  } catch {
    throw new LineError('is not JSON');
  }
  return toItemLine(item);
}

/** The order of a table's keys, and of a file: by account, then by slot, each by its UTF-8 bytes. */
export const compareKeys = (a: Pick<ItemLine, 'account' | 'slot'>, b: Pick<ItemLine, 'account' | 'slot'>) =>
  compareBytes(a.account, b.account) || compareBytes(a.slot, b.slot);

export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTyped = (value: unknown) => isObject(value) && Object.keys(value).length === 1;

const stringOf = (value: unknown): string | undefined =>
  isObject(value) && typeof value.S === 'string' ? value.S : undefined;

function keyText(item: Record<string, unknown>, name: string): string {
  const text = Object.hasOwn(item, name) ? stringOf(item[name]) : undefined;
  if (text) return text;
  throw new LineError(`has no key "${name}": it must be {"S": "<text>"}`);
}

/** JSON with sorted keys (`JSON.stringify` would put integer keys first, in their own order). */
function canonicalJson(value: unknown, key = '', depth = 0): string {
  if (depth > MAX_DEPTH) throw new LineError(`is nested more than ${MAX_DEPTH} levels deep`);
  if (Array.isArray(value)) {
    const parts = value.map((element) => canonicalJson(element, '', depth + 1));
    return `[${(SET_TYPES.includes(key) ? parts.sort() : parts).join(',')}]`;
  }
  if (isObject(value)) {
    const names = Object.keys(value).sort();
    const parts = names.map(
      (name) => `${JSON.stringify(name)}:${canonicalJson(value[name], name, depth + 1)}`,
    );
    return `{${parts.join(',')}}`;
  }
  // Within a typed value, N is a number's text. A map's own attribute N is an object.
  if (key === 'N' && typeof value === 'string') return JSON.stringify(exactAmount(value) ?? value);
  return JSON.stringify(value);
}
