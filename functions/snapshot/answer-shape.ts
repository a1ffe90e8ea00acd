/** The shape of an answer, for a check: keys and JSON types, no values. */

type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'null'
  | '…'
  | { [key: string]: Shape }
  | { length: number; items: Shape[] };

/** `code` is the exchange's, as text; null where the answer has none or is not JSON. */
export type AnswerShape = { code: string | null; shape: Shape | 'not JSON' };

const MAX_DEPTH = 6;
const MAX_KEYS = 40;
const MAX_KEY_LENGTH = 64;
/** Different shapes of a list's elements that are shown. */
const MAX_ITEM_SHAPES = 5;
const MAX_CODE_LENGTH = 32;

export function answerShape(body: Uint8Array): AnswerShape {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return { code: null, shape: 'not JSON' };
  }
  const code =
    typeof document === 'object' && document !== null && 'code' in document ? document.code : undefined;
  const isCode = typeof code === 'number' || typeof code === 'string';
  return {
    code: isCode ? String(code).slice(0, MAX_CODE_LENGTH) : null,
    shape: shapeOf(document, MAX_DEPTH),
  };
}

function shapeOf(value: unknown, depth: number): Shape {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value as 'string' | 'number' | 'boolean';
  if (depth === 0) return '…';
  if (!Array.isArray(value)) {
    const entries = Object.entries(value).slice(0, MAX_KEYS);
    return Object.fromEntries(
      entries.map(([key, member]) => [key.slice(0, MAX_KEY_LENGTH), shapeOf(member, depth - 1)]),
    );
  }
  const shapes = new Map<string, Shape>();
  for (const element of value) {
    const shape = shapeOf(element, depth - 1);
    if (shapes.size < MAX_ITEM_SHAPES) shapes.set(JSON.stringify(shape), shape);
  }
  return { length: value.length, items: [...shapes.values()] };
}
