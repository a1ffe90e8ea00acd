/** Removes keys, secrets and signatures from everything that leaves the client: an exchange may echo a request. */
import { MAX_LENGTH } from './limits';
import { createSecretSearch, type Range, toBinary } from './secret-search';

const REDACTED = '[redacted]';

/** Characters of a text that are read to make one line: a multiple of the longest line. */
const MAX_READ = 4_096;

/** Has the form of a signature. */
const SIGNATURE = /[\da-f]{64}/gi;

/** Must not reach a terminal or break a line: control characters, line ends, and marks that change the text direction. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a log line
  /[\s\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

export type Redaction = {
  /** One line without secrets and without addresses' paths and queries, of at most `maxLength` characters (300). */
  line(text: string, maxLength?: number): string;
  /** The same bytes, unless a secret is in them; only `[redacted]` if it cannot be removed. */
  bytes(body: Uint8Array): Uint8Array;
  /** Whether a text contains a secret in any encoding. */
  isIn(text: string): boolean;
};

/** Redacts every one of `secrets`, and every fragment of 12 characters of it, in any case and encoding. */
export function createRedaction(secrets: Iterable<string>): Redaction {
  const search = createSecretSearch(secrets);

  /** Input and output have one character per byte. */
  const clean = (binary: string, ranges: Range[]): string => {
    let result = '';
    let copied = 0;
    for (const [from, to] of ranges) {
      result += binary.slice(copied, from) + REDACTED;
      copied = to;
    }
    return result + binary.slice(copied);
  };

  return {
    line(text, maxLength = MAX_LENGTH.message) {
      const binary = toBinary(text.slice(0, MAX_READ));
      const line = Buffer.from(clean(binary, search.inText(binary)), 'latin1')
        .toString('utf8')
        .replace(SIGNATURE, REDACTED)
        .replace(/https?:\/\/([^\s/?#]+)[^\s]*/gi, '$1')
        .replace(UNPRINTABLE, ' ')
        .trim();
      return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}…`;
    },
    bytes(body) {
      const binary = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
      const result = clean(binary, search.inBody(binary));
      return result === binary ? body : Buffer.from(result, 'latin1');
    },
    isIn: (text) => search.inText(toBinary(text)).length > 0,
  };
}
