/** API keys of several accounts from a private file: the document of a shared secret, or one pair of keys. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import * as z from 'zod';
import type { Credentials } from '../../../functions/bingx/types';

const pair = z.object({ apiKey: z.string().min(1), secretKey: z.string().min(1) });
const document = z.union([pair, z.record(z.string(), pair)]);

/** The credentials of an account; undefined if the file has none for it. */
export type KeysFile = (account: string) => Credentials | undefined;

/**
 * Reads `path`. Throws one sentence without any content of the file: if it is not valid, or if group or others can read
 * it. Files below `credentialsFolder` (systemd's `$CREDENTIALS_DIRECTORY`) are protected by systemd.
 */
export function readKeysFile(path: string, credentialsFolder = process.env.CREDENTIALS_DIRECTORY): KeysFile {
  let text: string;
  try {
    const { mode } = statSync(path);
    if (mode & 0o077 && !isBelow(path, credentialsFolder)) {
      throw new Error(`Keys file ${path} must be readable by its owner only; run chmod 600 on it.`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(`Keys file ${path} cannot be read (${code}).`, { cause: undefined });
  }
  const { data } = document.safeParse(parseJson(text));
  if (!data) {
    throw new Error(
      `Keys file ${path} must be JSON such as {"main":{"apiKey":"…","secretKey":"…"}}, or one such pair for all accounts.`,
    );
  }
  if (isPair(data)) return () => trimmed(data);
  return (account) => {
    const keys = Object.hasOwn(data, account) ? data[account] : undefined;
    return keys && trimmed(keys);
  };
}

const isPair = (data: z.infer<typeof document>): data is Credentials => typeof data.apiKey === 'string';

const trimmed = ({ apiKey, secretKey }: Credentials): Credentials => ({
  apiKey: apiKey.trim(),
  secretKey: secretKey.trim(),
});

function isBelow(path: string, folder: string | undefined): boolean {
  return !!folder && realpathSync(path).startsWith(realpathSync(resolve(folder)) + sep);
}

/** A syntax error would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
