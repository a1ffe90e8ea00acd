/** Error codes of the operating system, explained with what to do. */

const REMEDIES: Record<string, string> = {
  ENOENT: 'there is no such file or folder; check its path',
  ENOTDIR: 'a part of its path is a file and no folder; name another path',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'permission denied; use a path that you may write to, or change its permissions',
  EPERM: 'permission denied; use a path that you may write to, or change its permissions',
  EROFS: 'its file system is read-only; use another',
  ENOSPC: 'the disk is full; free some space, or use another disk',
  EDQUOT: 'the disk quota is used up; free some space, or use another disk',
  EFBIG: 'it would be larger than the file system or a limit of this process allows',
  EIO: 'the disk reported an input/output error',
  EMFILE: 'this process has too many open files',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its path leads through too many symbolic links',
};

/** Why a path could not be used and what to do; the error's own message for an unknown code. */
export function explainSystemError({
  code = '',
  message,
}: Pick<NodeJS.ErrnoException, 'code' | 'message'>): string {
  return REMEDIES[code] ?? message;
}
