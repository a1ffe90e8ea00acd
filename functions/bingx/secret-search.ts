/** Finds secrets in a text, as they are and below every encoding that an echo may have put them into. */
import { isUtf8 } from 'node:buffer';
import { unescapeView, type View } from './unescape';
import { unpackAll, unpackGzipIn } from './unpack';

/** Where a secret lies: from its first character up to the one behind its last. */
export type Range = readonly [from: number, to: number];

/** Characters that may still be searched: a guard against answers that unpack or decode without end. */
export type Budget = { left: number };

/** Four times the largest body. A text that needs more counts as secret from beginning to end. */
const MAX_SEARCHED = 16 * 1024 * 1024;

/** So much of a secret is a secret as well: an echo may be cut. Shorter secrets are found whole. */
const MIN_FRAGMENT = 12;

/** A fragment of 12 characters holds at least one of the pieces that begin at every sixth character. */
const PIECE = MIN_FRAGMENT / 2;

/** Of a secret that is longer than any key, the pieces lie further apart. */
const MAX_PIECES = 256;

/** Bytes that hardly any text has. NUL is in UTF-16, escape in ISO-2022-JP. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they tell binary data from text
const BINARY = /[\u0001-\u0008\u000b\u000e-\u001a\u001c-\u001f]/;

type Encoding = { runs: RegExp; decode: (run: string) => string[] };

/** Runs long enough to hold a fragment, decoded from each character that may have begun a group. */
const ENCODINGS: readonly Encoding[] = [
  {
    runs: /[\w+/\r\n-]{16,}/g, // both alphabets; mail breaks lines
    // Digits alone decode to no letter, and amounts are many.
    decode: (run) =>
      /[a-z]/i.test(run) ? decodeFrom([0, 1, 2, 3], run.replace(/[\r\n]/g, ''), 'base64') : [],
  },
  { runs: /[\da-f]{24,}/gi, decode: (run) => decodeFrom([0, 1], run, 'hex') },
];

const decodeFrom = (starts: number[], run: string, encoding: 'base64' | 'hex') =>
  starts.map((start) => Buffer.from(run.slice(start), encoding).toString('latin1'));

/** One character for each byte, which is how all texts are searched. */
export const toBinary = (text: string): string => Buffer.from(text).toString('latin1');

export type SecretSearch = {
  /** Where secrets lie in a text (one character a byte), in order and without overlap. */
  inText(binary: string): Range[];
  /** As `inText`; all of it where a secret is packed into it, or where it is data that nobody here can unpack. */
  inBody(binary: string): Range[];
};

/** Searches for `secrets` in any case: a signature may come back in capitals. Empty ones are ignored. */
export function createSecretSearch(secrets: Iterable<string>): SecretSearch {
  const wanted = [...new Set(secrets)]
    .filter((secret) => secret !== '')
    .map((s) => toBinary(s).toLowerCase());

  const literalIn = (text: string): Range[] => {
    const lower = text.toLowerCase();
    return wanted.flatMap((secret) => occurrences(lower, secret));
  };

  /** `isDecoded` of a run that may have been no encoding at all: what is unreadable in it says nothing. */
  function rangesIn(binary: string, budget: Budget, isDecoded = false): Range[] {
    const ranges: Range[] = [];
    for (let view: View | undefined = { text: binary }; view; view = unescapeView(view)) {
      const { text, sources } = view;
      budget.left -= text.length;
      const isUnsafe = isDecoded ? isSecretPacked : (data: string) => kindOf(data, budget) === 'unsafe';
      if (budget.left < 0 || (sources && isUnsafe(text, budget))) return [[0, binary.length]];
      for (const [from, to] of [...literalIn(text), ...encodedIn(text, budget)]) {
        ranges.push(sources ? [sources[from] ?? 0, sources[to] ?? binary.length] : [from, to]);
      }
    }
    return ranges;
  }

  function encodedIn(text: string, budget: Budget): Range[] {
    return ENCODINGS.flatMap(({ runs, decode }) =>
      [...text.matchAll(runs)]
        .filter(([run]) => decode(run).some((decoded) => isSecretInside(run, decoded, budget)))
        .map(({ 0: run, index }): Range => [index, index + run.length]),
    );
  }

  const isSecretInside = (run: string, decoded: string, budget: Budget): boolean =>
    rangesIn(decoded, budget, true).length > 0 || (/\d/.test(run) && isSecretPacked(decoded, budget));

  /**
   * A decoded run may be anything, so that what cannot be unpacked says nothing, unless it begins as gzip does. (No
   * compressed data decode from a run without a digit, as words and paths are.)
   */
  function isSecretPacked(decoded: string, budget: Budget): boolean {
    const gzipped = unpackGzipIn(decoded, budget);
    if (gzipped === 'unreadable') return true;
    return [...gzipped, ...(isData(decoded) ? unpackAll(decoded, budget) : [])].some((unpacked) =>
      isUnsafe(unpacked, budget),
    );
  }

  /** Data are safe where every byte of them can be unpacked and no secret is inside. */
  function kindOf(binary: string, budget: Budget): 'text' | 'safe' | 'unsafe' {
    if (!isData(binary)) return 'text';
    const unpacked = unpackAll(binary, budget);
    if (unpacked.length === 0) return BINARY.test(binary) && !isText(binary) ? 'unsafe' : 'text';
    return unpacked.some((inner) => isUnsafe(inner, budget)) ? 'unsafe' : 'safe';
  }

  function bodyRanges(binary: string, budget: Budget): Range[] {
    const kind = kindOf(binary, budget);
    if (kind === 'unsafe') return [[0, binary.length]];
    return kind === 'safe' ? literalIn(binary) : rangesIn(binary, budget);
  }

  const isUnsafe = (binary: string, budget: Budget): boolean => bodyRanges(binary, budget).length > 0;

  return {
    inText: (binary) => merged(rangesIn(binary, { left: MAX_SEARCHED })),
    inBody: (binary) => merged(bodyRanges(binary, { left: MAX_SEARCHED })),
  };
}

const isText = (binary: string) => isUtf8(Buffer.from(binary, 'latin1'));

const isData = (binary: string) => BINARY.test(binary) || !isText(binary);

/** Where `secret` stands in `text`, whole and then as a fragment; both in lower case. A plain search: no size is too large. */
function occurrences(text: string, secret: string): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
    ranges.push([at, at + secret.length]);
  }
  if (secret.length < MIN_FRAGMENT) return ranges;
  const rest = ranges.length > 0 ? text.replaceAll(secret, '\0'.repeat(secret.length)) : text;
  return [...ranges, ...fragments(rest, secret)];
}

function fragments(text: string, secret: string): Range[] {
  const ranges: Range[] = [];
  const step = Math.max(PIECE, Math.ceil(secret.length / MAX_PIECES));
  for (let piece = 0; piece + PIECE <= secret.length; piece += step) {
    const wanted = secret.slice(piece, piece + PIECE);
    for (let at = text.indexOf(wanted); at >= 0; ) {
      let before = 0;
      while (before < Math.min(piece, at) && text[at - before - 1] === secret[piece - before - 1]) before++;
      let length = PIECE;
      while (piece + length < secret.length && text[at + length] === secret[piece + length]) length++;
      const isFound = before + length >= MIN_FRAGMENT;
      if (isFound) ranges.push([at - before, at + length]);
      at = text.indexOf(wanted, at + (isFound ? length : 1));
    }
  }
  return ranges;
}

function merged(ranges: Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
