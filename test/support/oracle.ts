/**
 * A second reading of JSON, asset names and amounts, independent of the product's: its own JSON parser, its own rules, exact
 * arithmetic by big.js. `wallet-oracle.ts` builds the parsers of answers on it.
 */
import Big from 'big.js';

export type Json = { number: string } | string | boolean | null | Json[] | Map<string, Json>;

class NotJson extends Error {
  override name = 'NotJson';
}

/** Parses JSON strictly by RFC 8259, keeping each number's text; throws on a duplicate name. */
function readJson(text: string): Json {
  let at = 0;
  const fail = (): never => {
    throw new NotJson();
  };
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [];
    if (found === undefined) return fail();
    at += found.length;
    return found;
  };
  const space = () => void match(/[ \t\r\n]*/y);
  // JSON.parse decodes the string; only its end is found here.
  const string = () => JSON.parse(match(/"(?:[^"\\]|\\.)*"/sy)) as string;

  function list<T>(close: string, element: () => T): T[] {
    const found: T[] = [];
    at++;
    space();
    if (text[at] === close) {
      at++;
      return found;
    }
    for (;;) {
      found.push(element());
      space();
      const mark = text[at++];
      if (mark === close) return found;
      if (mark !== ',') fail();
    }
  }

  function value(): Json {
    space();
    switch (text[at]) {
      case '{': {
        const members = list('}', (): [string, Json] => {
          space();
          const name = string();
          space();
          if (text[at++] !== ':') fail();
          return [name, value()];
        });
        const object = new Map(members);
        return object.size < members.length ? fail() : object;
      }
      case '[':
        return list(']', value);
      case '"':
        return string();
      case 't':
        match(/true/y);
        return true;
      case 'f':
        match(/false/y);
        return false;
      case 'n':
        match(/null/y);
        return null;
      default:
        return { number: match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) };
    }
  }

  const root = value();
  space();
  if (at < text.length) fail();
  return root;
}

/** `body` as JSON; undefined where it is not valid UTF-8 or JSON. */
export function readJsonBody(body: Uint8Array): Json | undefined {
  try {
    return readJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    // By name: jest gives tests other error classes than those of the engine.
    if (['NotJson', 'SyntaxError', 'TypeError', 'RangeError'].includes((error as Error).name))
      return undefined;
    throw error;
  }
}

export const member = (value: Json | undefined, name: string): Json | undefined =>
  value instanceof Map ? value.get(name) : undefined;

/** No control characters, lone surrogates, `__proto__` or names of more than 256 characters: no row can hold them. */
export const isName = (name: string | undefined): name is string =>
  name !== undefined &&
  name.length <= 256 &&
  name.trim() !== '' &&
  name !== '__proto__' &&
  !/\p{Cc}|\p{Cs}/u.test(name);

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string'
    ? value
    : value !== null && typeof value === 'object' && 'number' in value
      ? value.number
      : undefined;

export function amountOf(value: Json | undefined): Big | undefined {
  const text = textOf(value);
  if (text === undefined || !/^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,6})?$/.test(text)) return undefined;
  const amount = new Big(text.replace(/^\+/, ''));
  // DynamoDB's range: 38 significant digits, magnitudes from 1e-130 to 1e125.
  const fits = amount.eq(0) || (amount.c.length <= 38 && amount.e >= -130 && amount.e <= 125);
  return fits ? amount : undefined;
}

/** Whether an answer has the code of a success, and does not deny it. */
export function isSuccess(document: Json | undefined): boolean {
  const success = member(document, 'success');
  const isDenied = success === false || ['false', '0'].includes((textOf(success) ?? '').toLowerCase());
  return textOf(member(document, 'code')) === '0' && !isDenied;
}
