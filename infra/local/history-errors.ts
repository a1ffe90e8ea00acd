/** What is wrong with a history on this machine that cannot be opened or read, in one sentence that says what to do. */
import { isNativeError } from 'node:util/types';
import { explainSystemError } from '../../functions/cli/system-errors';

/** How LevelDB's messages name what the operating system refused: it has no codes for them. */
const SYSTEM_ERRORS: readonly [pattern: RegExp, code: string][] = [
  [/no space left/i, 'ENOSPC'],
  [/read-only file system/i, 'EROFS'],
  [/permission denied/i, 'EACCES'],
  [/quota exceeded/i, 'EDQUOT'],
];

/** `folder` is the one that the command was given. The file that LevelDB's message names is part of the sentence. */
export function explainHistoryError(error: unknown, folder: string): string {
  const { code = '', message } = rootCause(error);
  const [, systemCode = code] = SYSTEM_ERRORS.find(([pattern]) => pattern.test(message)) ?? [];
  const reason = explainSystemError({ code: systemCode, message });
  if (reason !== message) {
    return `The history in ${folder} cannot be opened, for which it must be writable: ${reason} (${message}).`;
  }
  if (DAMAGED.test(message)) {
    return `The history in ${folder} is damaged: restore a copy of the folder, or move it away and start a new one (${message}).`;
  }
  return `The history in ${folder} cannot be opened: ${message}.`;
}

/** A file that the database's own records name, and that is not there, is damage as well. */
const DAMAGED = /corruption|^IO error: .*no such file/i;

/** LevelDB says what happened in the innermost cause. */
function rootCause(error: unknown): NodeJS.ErrnoException {
  const known = isNativeError(error) ? error : new Error(String(error));
  return isNativeError(known.cause) ? rootCause(known.cause) : known;
}
