/** Decodes one level of escapes: JSON, percent-encoding, and the NULs of UTF-16. */

export type View = {
  /** One character a byte. */
  text: string;
  /** For each character, and for the end, its position in the original text; absent in the original itself. */
  sources?: Uint32Array;
};

/** In UTF-16 each ASCII character has a NUL beside it, within escapes as well: they are removed first. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: see above
const NULS = /\u0000+/g;

const ESCAPE = /%([\da-f]{2})|\\(?:u([\da-f]{4})|x([\da-f]{2})|([^ux]))/gi;

const CONTROL: ReadonlyMap<string, string> = new Map(
  Object.entries({ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }),
);

/** `view` with one level of escapes decoded; undefined where it has none. It is never longer than before. */
export function unescapeView({ text, sources }: View): View | undefined {
  const pieces: string[] = [];
  const origins = new Uint32Array(text.length + 1);
  let length = 0;
  let copied = 0;
  const add = (piece: string, originOf: (index: number) => number) => {
    pieces.push(piece);
    for (let i = 0; i < piece.length; i++) origins[length++] = originOf(i);
  };
  const copyUpTo = (end: number) => {
    const start = copied;
    add(text.slice(start, end), (i) => sources?.[start + i] ?? start + i);
  };

  for (const match of text.matchAll(text.includes('\0') ? NULS : ESCAPE)) {
    const [escaped, percent, unicode, hex, character = ''] = match;
    copyUpTo(match.index);
    // Below 256 it may be a byte of binary data in JSON.
    const code = percent ?? hex ?? (unicode?.startsWith('00') ? unicode : undefined);
    const plain = code
      ? String.fromCharCode(Number.parseInt(code, 16))
      : unicode
        ? Buffer.from(String.fromCharCode(Number.parseInt(unicode, 16))).toString('latin1')
        : (CONTROL.get(character) ?? character);
    add(plain, () => sources?.[match.index] ?? match.index);
    copied = match.index + escaped.length;
  }
  if (copied === 0) return undefined;
  copyUpTo(text.length);
  origins[length] = sources?.[text.length] ?? text.length;
  return { text: pieces.join(''), sources: origins.subarray(0, length + 1) };
}
