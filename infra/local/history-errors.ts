/** Explains why a local history cannot be opened or read, in one sentence with the next step. */
import { isNativeError } from 'node:util/types';
import { explainSystemError } from '../../functions/cli/system-errors';

/** LevelDB reports errors of the operating system by message only. */
const SYSTEM_ERRORS: readonly [pattern: RegExp, code: string][] = [
  [/no space left/i, 'ENOSPC'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied/i, 'EACCES'],
  [/quota exceeded/i, 'EDQUOT'],
];

/** `folder` as given on the command line. The sentence includes LevelDB's message, which names the file. */
export function explainHistoryError(error: unknown, folder: string): string {
  const { code = '', message } = rootCause(error);
  const [, systemCode = code] = SYSTEM_ERRORS.find(([pattern]) => pattern.test(message)) ?? [];
  const reason = explainSystemError({ code: systemCode, message });
  if (reason !== message) {
    return `The history in ${folder} cannot be opened for writing: ${reason} (${message}).`;
  }
  if (DAMAGED.test(message)) {
    return `The history in ${folder} is damaged: restore a copy of the folder, or move it away and start a new one (${message}).`;
  }
  return `The history in ${folder} cannot be opened: ${message}.`;
}

/** The same for an error of the database; undefined for any other. */
export const explainDatabaseError = (error: Error, folder: string): string | undefined =>
  isDatabaseError(error) ? explainHistoryError(error, folder) : undefined;

function isDatabaseError(error: NodeJS.ErrnoException): boolean {
  if (error.code?.startsWith('LEVEL_')) return true;
  return isNativeError(error.cause) && isDatabaseError(error.cause);
}

/** A file that the database lists and that is missing is damage, too. */
const DAMAGED = /corruption|^IO error: .*no such file/i;

/** The innermost cause has LevelDB's own message. */
function rootCause(error: unknown): NodeJS.ErrnoException {
  const known = isNativeError(error) ? error : new Error(String(error));
  return isNativeError(known.cause) ? rootCause(known.cause) : known;
}
