/** Takes keys, secrets and signatures out of whatever leaves the client: an exchange may echo what it was sent. */

const REDACTED = '[redacted]';
const LONGEST_MESSAGE = 300;

export type Redaction = {
  /** One line without secrets and without addresses' paths and queries, cut to a length that suits a row. */
  line(text: string): string;
  /** The same bytes, unless a secret is in them. */
  bytes(body: Uint8Array): Uint8Array;
};

/** Redacts every one of `secrets`, in any case (a signature may come back in capitals). */
export function redaction(secrets: Iterable<string>): Redaction {
  const known = [...secrets].filter((secret) => secret !== '');
  const inText = anyOf(known);
  // Bytes are searched as Latin-1, which maps each byte to one character and back.
  const inBytes = anyOf(known.map((secret) => Buffer.from(secret).toString('latin1')));
  return {
    line(text) {
      const clean = text
        .replace(inText, REDACTED)
        .replace(/https?:\/\/([^\s/?#]+)[^\s]*/gi, '$1')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not reach a log line
        .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
        .trim();
      return clean.length <= LONGEST_MESSAGE ? clean : `${clean.slice(0, LONGEST_MESSAGE - 1)}…`;
    },
    bytes(body) {
      const latin1 = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
      const clean = latin1.replace(inBytes, REDACTED);
      return clean === latin1 ? body : Buffer.from(clean, 'latin1');
    },
  };
}

/** Longest first, so that a secret which begins another leaves no rest of it; nothing at all where there is none. */
function anyOf(secrets: string[]): RegExp {
  if (secrets.length === 0) return /(?!)/g;
  const literals = secrets
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(literals.join('|'), 'gi');
}
