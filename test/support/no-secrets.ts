/** Searches all output of a run for API keys, secret keys and signatures, in every encoding that they may have. */
import { constants, gunzipSync } from 'node:zlib';
import type { ReceivedRequest } from '../../infra/local/fake-bingx/server';

/** Credentials that are easy to search for. */
export const CANARY = {
  apiKey: 'CANARYapikey7Qz4VtXw9LmNp2RsKd5FhJg8BcYe3UaTo6WiZx1',
  secretKey: 'CANARYsecret5Hk8PbWn3TyRc6VmQe1ZsXf9GdLj4AuKo7CiNt2',
};

/** What must not appear: both keys, and each signature that was sent to the exchange. */
export function secretsOf(
  credentials: readonly { apiKey: string; secretKey: string }[],
  requests: readonly ReceivedRequest[] = [],
): string[] {
  const signatures = requests.map(({ query }) => new URLSearchParams(query).get('signature') ?? '');
  const keys = credentials.flatMap(({ apiKey, secretKey }) => [apiKey, secretKey]);
  return [...new Set([...keys, ...signatures])].filter((secret) => secret !== '');
}

/** Fails where `captured` (text, bytes, errors with causes, or any structure of these) contains one of `secrets`. */
export function expectNoSecrets(captured: unknown, secrets: readonly string[]): void {
  expect(secrets).not.toEqual([]);
  expect(leaksIn(captured, secrets)).toEqual([]);
}

/** Which secret appears where in `captured`; secrets are referred to by number, so that a failure prints none. */
export function leaksIn(captured: unknown, secrets: readonly string[]): string[] {
  const marks = secrets.map((secret) => formsOf(secret));
  const leaks: string[] = [];
  for (const [path, text] of textsIn(captured, 'captured')) {
    const lower = text.toLowerCase();
    marks.forEach((forms, number) => {
      if (forms.some((form) => lower.includes(form))) leaks.push(`secret ${number} in ${path}`);
    });
  }
  return leaks;
}

/** Long enough not to match by chance, short enough to find a truncated secret. */
const PART = 12;

/** The secret's beginning and end, plain and as base64 and hex; in lower case. */
function formsOf(secret: string): string[] {
  const parts = secret.length > 2 * PART ? [secret.slice(0, PART), secret.slice(-PART)] : [secret];
  const coded = [secret, secret.slice(1), secret.slice(2)].map((text) =>
    // Without the last group, which depends on what follows; three starts, for the three alignments of base64.
    Buffer.from(text).toString('base64').slice(4, -4),
  );
  return [...parts, ...coded, ...parts.map((part) => Buffer.from(part).toString('hex'))].map((form) =>
    form.toLowerCase(),
  );
}

/** The log holds an unsaved row gzipped in base64, which contains the exchange's answer gzipped in base64. */
const GZIPPED_BASE64 = /H4sI[A-Za-z0-9+/]{16,}={0,2}/g;

/** The text below each level of base64, percent-encoding and JSON escapes. */
function* decodedIn(text: string, path: string): Generator<[string, string]> {
  const decoded = [
    ...[...text.matchAll(/[\w+/-]{16,}/g)].map(([run]) => Buffer.from(run, 'base64').toString('latin1')),
    ...(/%[\da-f]{2}/i.test(text)
      ? [text.replace(/%([\da-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))]
      : []),
    ...(/\\u[\da-f]{4}/i.test(text)
      ? [text.replace(/\\u([\da-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))]
      : []),
  ];
  for (const inner of decoded) {
    yield [`${path} decoded`, inner];
    yield* decodedIn(inner, `${path} decoded`);
  }
}

/** The bytes as far as they can be unpacked, at each level of gzip. */
function* gunzippedIn(bytes: Buffer, path: string): Generator<[string, string]> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return;
  const inner = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  yield [`${path} gunzipped`, inner.toString('latin1')];
  yield* decodedIn(inner.toString('latin1'), `${path} gunzipped`);
  yield* gunzippedIn(inner, `${path} gunzipped`);
}

function* unpackedIn(text: string, path: string): Generator<[string, string]> {
  for (const [packed] of text.matchAll(GZIPPED_BASE64)) {
    // As far as it can be unpacked: it may be the first chunk of several.
    const bytes = gunzipSync(Buffer.from(packed, 'base64'), { finishFlush: constants.Z_SYNC_FLUSH });
    const unpacked = bytes.toString('latin1');
    yield [`${path} unpacked`, unpacked];
    yield* unpackedIn(unpacked, `${path} unpacked`);
  }
}

function* textsIn(value: unknown, path: string, seen = new Set<unknown>()): Generator<[string, string]> {
  if (typeof value === 'string') {
    yield [path, value];
    yield* decodedIn(value, path);
    yield* unpackedIn(value, path);
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    yield [path, bytes.toString('latin1')];
    yield [`${path} without NULs`, bytes.toString('latin1').replaceAll('\0', '')];
    yield* decodedIn(bytes.toString('latin1'), path);
    yield* gunzippedIn(bytes, path);
    return;
  }
  if (value instanceof Map || value instanceof Set) return yield* textsIn([...value], path, seen);
  // All own properties: an error's message, stack and cause are not enumerable.
  for (const key of Reflect.ownKeys(value)) {
    yield [`${path}: a key`, String(key)];
    yield* textsIn(Reflect.get(value, key), `${path}.${String(key)}`, seen);
  }
}
