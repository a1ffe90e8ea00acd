/** Keeps folders from other users of this machine: whoever may write to the assembly chooses the code that runs. */
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** Makes the folder, and those above it that are missing, for its owner alone, whatever the umask. */
export function createPrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  chmodSync(folder, PRIVATE_FOLDER);
}

/** Takes from everybody but the owner what is at `path` and below it: folders 0700, files 0600. Links are left alone. */
export function makePrivate(path: string): void {
  try {
    const stats = lstatSync(path);
    if (stats.isFile()) chmodSync(path, PRIVATE_FILE);
    if (!stats.isDirectory()) return;
    chmodSync(path, PRIVATE_FOLDER);
    for (const name of readdirSync(path)) makePrivate(join(path, name));
  } catch (error) {
    // An engine or another run may have removed it since it was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
