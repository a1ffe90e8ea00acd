/** Reads a JSON file that the user names, and says in one sentence why it cannot be used. */
import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { CommandError } from '../../cli/errors';
import { explainSystemError } from '../../cli/system-errors';

/** `kind` is what the file should be, such as "a statement". Throws a `CommandError` for any other file. */
export function readJsonFile<T>(path: string, kind: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parse(path, kind, read(path)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw isNot(path, kind, `${issue?.path.join('.') || 'it'} ${issue?.message}`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // Node's error for a folder does not name it.
    throw new CommandError(`${path} cannot be used: ${explainSystemError(error as Error)}.`);
  }
}

function parse(path: string, kind: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw isNot(path, kind, 'it is not JSON');
  }
}

const isNot = (path: string, kind: string, problem: string) =>
  new CommandError(`${path} is not the JSON of ${kind}: ${problem}.`, 2);
