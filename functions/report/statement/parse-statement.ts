/** Reads a statement's JSON, of which nothing is believed but what it was asked for: the rest is compared. */
import * as z from 'zod';
import { isTimezone } from '../../cli/time';
import { ACCOUNT_ID } from '../../history/account';
import { isPossibleSlot } from '../../schedule/slot';
import { readJsonFile } from './json-file';

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

/** Throws a `CommandError` for a file that is no statement, or cannot be read. */
export const readStatementFile = (path: string): StatedDocument =>
  readJsonFile(path, 'a statement', statement);
