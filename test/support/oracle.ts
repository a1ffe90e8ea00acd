/**
 * A second reading of what the exchange answers, written apart from the product's: its own JSON reader, its own rules,
 * exact arithmetic by big.js. It says what a captured row must hold, or that there must be no captured row.
 */
import Big from 'big.js';

type Json = { number: string } | string | boolean | null | Json[] | Map<string, Json>;

class NotJson extends Error {
  override name = 'NotJson';
}

/** Reads JSON by the letter of RFC 8259, keeping each number's text; a name given twice makes it unreadable. */
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
  // A string's own rules are JSON.parse's; only where it ends is ours.
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

  const whole = value();
  space();
  if (at < text.length) fail();
  return whole;
}

/** asset → [free, locked], without those of which both are zero. */
export type Held = Map<string, [free: Big, locked: Big]>;

/** What `body` says is held; undefined where it says no such thing, or nothing that can be held exactly. */
export function whatIsHeld(body: Uint8Array): Held | undefined {
  let document: Json;
  try {
    document = readJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    // By name: a test's own errors are not those of the engine that it runs on.
    if (['NotJson', 'SyntaxError', 'TypeError', 'RangeError'].includes((error as Error).name))
      return undefined;
    throw error;
  }
  if (textOf(member(document, 'code')) !== '0') return undefined;
  const success = member(document, 'success');
  if (success === false || textOf(success) === 'false' || textOf(success) === '0') return undefined;
  const balances = member(member(document, 'data'), 'balances');
  if (!Array.isArray(balances)) return undefined;
  const held: Held = new Map();
  const names = new Set<string>();
  for (const balance of balances) {
    const name = member(balance, 'asset');
    const amounts = [amountOf(member(balance, 'free')), amountOf(member(balance, 'locked'))];
    const [free, locked] = amounts;
    const asset = textOf(name);
    if (!free || !locked || !isName(asset) || names.has(asset)) return undefined;
    names.add(asset);
    if (!free.eq(0) || !locked.eq(0)) held.set(asset, [free, locked]);
  }
  return held;
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  value instanceof Map ? value.get(name) : undefined;

/** Not what no row could hold: control characters, halves of characters, JavaScript's own name, more than 256 characters. */
const isName = (name: string | undefined): name is string =>
  name !== undefined &&
  name.length <= 256 &&
  name.trim() !== '' &&
  name !== '__proto__' &&
  !/\p{Cc}|\p{Cs}/u.test(name);

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string'
    ? value
    : value !== null && typeof value === 'object' && 'number' in value
      ? value.number
      : undefined;

function amountOf(value: Json | undefined): Big | undefined {
  const text = textOf(value);
  if (text === undefined || !/^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,6})?$/.test(text)) return undefined;
  const amount = new Big(text.replace(/^\+/, ''));
  // What a DynamoDB number can be: 38 significant digits, the first of them between 1e-130 and 1e125.
  const fits = amount.eq(0) || (amount.c.length <= 38 && amount.e >= -130 && amount.e <= 125);
  return fits ? amount : undefined;
}

/** Whether `balances`, as a captured row has them, says exactly what is held. */
export function isExactly(
  balances: Record<string, { free: string; locked: string }> | undefined,
  held: Held | undefined,
): boolean {
  if (!held || !balances) return false;
  const rows = Object.entries(balances);
  return (
    rows.length === held.size &&
    rows.every(([asset, { free, locked }]) => {
      const [theirFree, theirLocked] = held.get(asset) ?? [];
      return theirFree !== undefined && theirLocked?.eq(locked) === true && theirFree.eq(free);
    })
  );
}
