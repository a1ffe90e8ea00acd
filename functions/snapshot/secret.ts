/** What a secret holds: the shape that ops fill in, and what is wrong with one that cannot be used. */
import * as z from 'zod/mini';
import { MAX_LENGTH } from '../bingx/limits';
import type { Credentials } from '../bingx/types';

/** What the stack puts into a secret that it makes, for ops to replace. */
export const SECRET_PLACEHOLDER = 'REPLACE_ME';

export type CredentialsError = { reason: 'credentials-missing' | 'credentials-unavailable'; message: string };

const keyText = z.string().check(z.trim(), z.minLength(1));
const secretShape = z.object({ apiKey: keyText, secretKey: keyText });

/** The credentials in a secret's text; a message never holds a part of it, nor the secret's id, which may be a pasted key. */
export function parseSecret(text: string): Credentials | CredentialsError {
  const missing = (why: string): CredentialsError => ({
    reason: 'credentials-missing',
    message: `The account's secret ${why}; it must be {"apiKey":"…","secretKey":"…"}.`,
  });
  const secret = secretShape.safeParse(parseJson(text));
  if (!secret.success) return missing('is empty, not JSON, or lacks a key');
  const { apiKey, secretKey } = secret.data;
  if (apiKey === SECRET_PLACEHOLDER || secretKey === SECRET_PLACEHOLDER)
    return missing('has not been filled yet');
  if (Math.max(apiKey.length, secretKey.length) > MAX_LENGTH.key) {
    return missing(`holds a key of more than ${MAX_LENGTH.key} characters`);
  }
  return { apiKey, secretKey };
}

/** Undefined for what is no JSON: the parser's own error would quote the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
