/** Finds secrets in a text, in plain form and in every encoding that an echo may have. */
import { isUtf8 } from 'node:buffer';
import { unescapeView, type View } from './unescape';
import { unpackAll, unpackGzipIn } from './unpack';

/** The position of a secret: its first character, and the one after its last. */
export type Range = readonly [from: number, to: number];

/** Characters that may still be searched: a limit for answers that unpack or decode to very large texts. */
export type Budget = { left: number };

/** Four times the largest body. A text that needs more is treated as secret throughout. */
const MAX_SEARCHED = 16 * 1024 * 1024;

/** A fragment of this length is treated as secret too: an echo may be truncated. Shorter secrets are found complete. */
const MIN_FRAGMENT = 12;

/** A fragment of 12 characters contains at least one of the pieces that begin at every sixth character. */
const PIECE = MIN_FRAGMENT / 2;

/** In a secret that is longer than any key, the pieces are further apart. */
const MAX_PIECES = 256;

/** Bytes that texts rarely contain. UTF-16 has NUL, ISO-2022-JP has escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they distinguish binary data from text
const BINARY = /[\u0001-\u0008\u000b\u000e-\u001a\u001c-\u001f]/;

type Encoding = { runs: RegExp; decode: (run: string) => string[] };

/** Runs long enough to contain a fragment, decoded from each character that may start a group. */
const ENCODINGS: readonly Encoding[] = [
  {
    runs: /[\w+/\r\n-]{16,}/g, // both alphabets; mail breaks lines
    // Runs of digits only, such as amounts, are frequent and decode to no letter.
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
  /** The secrets in a text (one character per byte), in order and without overlap. */
  inText(binary: string): Range[];
  /** As `inText`; all of it where a secret is compressed in it, or where it is binary data that cannot be unpacked. */
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

  /** `mayHideSecret`: whether a text, once its escapes are decoded, is data in which a secret may be compressed. */
  function rangesIn(
    binary: string,
    budget: Budget,
    mayHideSecret = (data: string) => kindOf(data, budget) === 'unsafe',
  ): Range[] {
    const ranges: Range[] = [];
    for (let view: View | undefined = { text: binary }; view; view = unescapeView(view)) {
      const { text, sources } = view;
      budget.left -= text.length;
      if (budget.left < 0 || (sources && mayHideSecret(text))) return [[0, binary.length]];
      for (const [from, to] of [...literalIn(text), ...encodedIn(text, budget)]) {
        ranges.push(sources ? [sources[from] ?? 0, sources[to] ?? binary.length] : [from, to]);
      }
    }
    return ranges;
  }

  function encodedIn(text: string, budget: Budget): Range[] {
    return ENCODINGS.flatMap(({ runs, decode }) => {
      // Names repeat in every element of a list.
      const known = new Map<string, boolean>();
      const isSecret = (run: string) => decode(run).some((decoded) => isSecretInside(run, decoded, budget));
      return [...text.matchAll(runs)].flatMap(({ 0: run, index }): Range[] => {
        if (!known.has(run)) known.set(run, isSecret(run));
        return known.get(run) ? [[index, index + run.length]] : [];
      });
    });
  }

  /** A run without a digit, such as a word or a path, does not decode to compressed data. */
  function isSecretInside(run: string, decoded: string, budget: Budget): boolean {
    const mayHideSecret = /\d/.test(run) ? (data: string) => isSecretPacked(data, budget) : () => false;
    return rangesIn(decoded, budget, mayHideSecret).length > 0 || mayHideSecret(decoded);
  }

  /** A decoded run may be anything, so data that cannot be unpacked prove nothing unless they begin as gzip does. */
  function isSecretPacked(decoded: string, budget: Budget): boolean {
    const gzipped = unpackGzipIn(decoded, budget);
    if (gzipped === 'unreadable') return true;
    return [...gzipped, ...(isData(decoded) ? unpackAll(decoded, budget) : [])].some((unpacked) =>
      isUnsafe(unpacked, budget),
    );
  }

  /** Data are safe where every byte can be unpacked and contains no secret. */
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

/** Positions of `secret` in `text`, complete and then as fragments; both in lower case. A plain search, for any size. */
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
