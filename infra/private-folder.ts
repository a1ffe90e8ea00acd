/** Keeps folders from other users of this machine: whoever may write to the assembly chooses the code that runs. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OWNERS_RIGHTS = 0o700;

/** Makes the folder, and those above it that are missing, for its owner alone, whatever the umask. */
export function createPrivateFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true, mode: OWNERS_RIGHTS })) chmodSync(folder, OWNERS_RIGHTS);
  else removeOthersRights(folder);
}

/** Takes from everybody but the owner what is at `path` and below it. Links are left alone. */
export function makePrivate(path: string): void {
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) return;
    removeOthersRights(path);
    if (!stats.isDirectory()) return;
    for (const name of readdirSync(path)) makePrivate(join(path, name));
  } catch (error) {
    // An engine or another run may have removed it since it was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** The owner's stay as they are: somebody may have made a history read-only. */
function removeOthersRights(path: string): void {
  const { mode } = statSync(path);
  if (mode & 0o077) chmodSync(path, mode & OWNERS_RIGHTS);
}
