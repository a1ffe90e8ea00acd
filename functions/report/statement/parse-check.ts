/** Reads the saved result of an account check: what the API key may do, which no row says. */
import * as z from 'zod';
import { CommandError } from '../../cli/errors';
import { readJsonFile } from './json-file';

/** What the key could do when the account was checked. */
export type KeyCheck = {
  mayRead: boolean;
  /** Names of the permissions beyond reading. */
  extraPermissions: string[];
  isIpRestricted: boolean;
  /** ISO, UTC; null where the result does not say it. */
  checkedAt: string | null;
};

/** The check lists fewer and shorter names; a file that was edited must not fill a document. */
const MAX_NAMES = 50;
const MAX_NAME = 200;

const flag = () => z.boolean('must be true or false');
const name = z.string('must be text').max(MAX_NAME, `must be at most ${MAX_NAME} characters`);

const checkReport = z.object(
  {
    account: z.string('must be text'),
    checkedAt: z.iso
      .datetime('must be a time in UTC such as 2025-12-31T23:00:00Z')
      .nullish()
      .transform((time) => time ?? null),
    results: z.array(
      z.object({ status: z.string(), message: z.string() }, 'must be an object'),
      'must be a list',
    ),
    key: z
      .object(
        {
          mayRead: flag(),
          extraPermissions: z
            .array(name, 'must be a list')
            .max(MAX_NAMES, `must have at most ${MAX_NAMES} names`),
          isIpRestricted: flag(),
        },
        'must be an object',
      )
      .optional(),
  },
  'must be an object',
);

/**
 * What the key of `wanted` may do. Throws a `CommandError` for a file that is no result of a check, and for a check of another
 * account or one that could not read what the key may do.
 */
export function readKeyCheck(path: string, wanted: string): KeyCheck {
  const { account, checkedAt, key, results } = readJsonFile(path, 'an account check', checkReport);
  if (account !== wanted) {
    throw new CommandError(`${path} is a check of ${account.slice(0, MAX_NAME)}, not of ${wanted}.`, 2);
  }
  if (key) return { ...key, checkedAt };
  const failed = results.find(({ status }) => status === 'failed')?.message ?? 'check the account again';
  throw new CommandError(`${path} does not say what the API key may do: ${failed.slice(0, MAX_NAME)}`);
}
