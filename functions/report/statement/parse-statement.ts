/** Reads a statement's JSON, of which nothing is believed but what it was asked for: the rest is compared. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { CommandError } from '../../cli/errors';
import { isTimezone } from '../../cli/time';
import { ACCOUNT_ID } from '../../history/account';
import { isPossibleSlot } from '../../schedule/slot';

const text = () => z.string('must be text');
const time = text().refine(isPossibleSlot, 'must be a time in UTC such as 2025-12-31T23:00:00Z');

const statement = z.looseObject(
  {
    account: text().regex(ACCOUNT_ID, 'must be the name of an account'),
    at: time,
    timezone: text().refine(isTimezone, 'must be an IANA name such as Europe/Berlin'),
    madeAt: time,
    slot: time,
  },
  'must be an object',
);

/** What a file says. Beside these keys it has others, of any shape. */
export type StatedDocument = z.infer<typeof statement>;

/** Throws a `CommandError` for a file that is no statement, and the system's error for one that cannot be read. */
export function readStatementFile(path: string): StatedDocument {
  const parsed = statement.safeParse(parseJson(path, readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'it';
  throw new CommandError(`${path} is not the JSON of a statement: ${where} ${issue?.message}.`, 2);
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${path} is not the JSON of a statement: it is not JSON.`, 2);
  }
}
