/** Folders that other users of this machine cannot access: write access to the assembly would be code execution. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OWNER_RIGHTS = 0o700;

/** Creates the folder and its missing parents with access for the owner only, whatever the umask. */
export function createPrivateFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true, mode: OWNER_RIGHTS })) chmodSync(folder, OWNER_RIGHTS);
  else removeOthersRights(folder);
}

/** Removes all access of others to `path` and everything below it. Symbolic links are not followed. */
export function makePrivate(path: string): void {
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) return;
    removeOthersRights(path);
    if (!stats.isDirectory()) return;
    for (const name of readdirSync(path)) makePrivate(join(path, name));
  } catch (error) {
    // An emulator or another run may have removed it since it was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Keeps the owner's rights: a history may be read-only on purpose. */
function removeOthersRights(path: string): void {
  const { mode } = statSync(path);
  if (mode & 0o077) chmodSync(path, mode & OWNER_RIGHTS);
}
