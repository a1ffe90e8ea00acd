/** Reads API keys: from a terminal without echo, from a pipe, or from a private file. No message contains a part of one. */
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Writable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import * as z from 'zod';
import { MAX_LENGTH } from '../../functions/bingx/limits';
import type { Credentials } from '../../functions/bingx/types';
import { CommandError } from '../../functions/cli/errors';
import { ACCOUNT_ID } from '../../functions/history/account';
import type { AccountKeys } from './secret-document';

type Terminal = { stdin: Readable & { isTTY?: boolean }; stderr: Writable };

/** Asks for both keys on a terminal; otherwise reads them as the two lines of standard input. */
export async function readKeys(account: string, { stdin, stderr }: Terminal): Promise<AccountKeys> {
  const [apiKey = '', secretKey = ''] = stdin.isTTY
    ? await readHidden([`API key of ${account}: `, `Secret key of ${account}: `], { stdin, stderr })
    : await readTwoLines(stdin);
  return new Map([[account, checkKeys(account, { apiKey, secretKey })]]);
}

/** A terminal in raw mode echoes nothing. Lines that are pasted together are all taken. */
async function readHidden(prompts: string[], { stdin, stderr }: Terminal): Promise<string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: stdin, output: silent, terminal: true, historySize: 0 });
  terminal.on('SIGINT', () => terminal.close());
  const lines = terminal[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const prompt of prompts) {
      stderr.write(prompt);
      const { value, done } = await lines.next();
      stderr.write('\n');
      if (done) throw new CommandError('Both keys must be entered. Nothing was changed.');
      answers.push(value);
    }
    return answers;
  } finally {
    terminal.close();
  }
}

async function readTwoLines(stdin: Readable): Promise<string[]> {
  const lines = (await textOf(stdin)).trimEnd().split('\n');
  if (lines.length === 2) return lines;
  throw new CommandError(
    `Standard input must have two lines, the API key and the secret key, got ${lines.length}. Nothing was changed.`,
  );
}

const keysFile = z.record(z.string(), z.object({ apiKey: z.string(), secretKey: z.string() }));

/** Reads `{"main":{"apiKey":"…","secretKey":"…"},…}`. Refuses a file that group or others can read. */
export function readKeysFile(path: string): AccountKeys {
  if ((statSync(path).mode & 0o077) !== 0) {
    throw new CommandError(`${path} must not be accessible to group or others; run chmod 600 ${path}.`);
  }
  const entries = Object.entries(parseKeysFile(path));
  if (entries.length === 0) throw new CommandError(`${path} must have at least one account.`);
  return new Map(entries.map(([account, keys]) => [account, checkKeys(account, keys)]));
}

function parseKeysFile(path: string): z.infer<typeof keysFile> {
  const content = readFileSync(path, 'utf8');
  try {
    return keysFile.parse(JSON.parse(content));
  } catch {
    // The parser's error quotes the file.
    throw new CommandError(
      `${path} must be JSON of the form {"main":{"apiKey":"…","secretKey":"…"}}, with an entry for each account.`,
    );
  }
}

function checkKeys(account: string, keys: Credentials): Credentials {
  if (!ACCOUNT_ID.test(account)) {
    throw new CommandError(
      'An account must have 1 to 32 letters, digits, - or _, and begin with a letter or digit.',
      2,
    );
  }
  const [apiKey, secretKey] = [keys.apiKey.trim(), keys.secretKey.trim()];
  for (const [name, key] of [['API key', apiKey] as const, ['secret key', secretKey] as const]) {
    if (key.length > 0 && key.length <= MAX_LENGTH.key && /^[!-~]*$/.test(key)) continue;
    throw new CommandError(
      `The ${name} of ${account} must have 1 to ${MAX_LENGTH.key} ASCII characters without spaces, got ${key.length} characters. Nothing was changed.`,
    );
  }
  if (apiKey === secretKey) {
    throw new CommandError(`The API key and the secret key of ${account} must differ. Nothing was changed.`);
  }
  return { apiKey, secretKey };
}
