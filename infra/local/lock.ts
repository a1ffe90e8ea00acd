/** Locks a local folder, so that only one process at a time uses its history. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateFolder, makePrivate } from '../private-folder';

/** Another process uses the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/** Everything that local commands create in their folder. */
const CONTENTS = [
  'lock',
  'history',
  'live',
  'serve',
  'serve-live',
  'cdk.out',
  'connection.json',
  'monitor.json',
];

/**
 * Locks `folder` and returns a function that releases it; throws `FolderInUse` if it is locked. LevelDB's lock is the
 * operating system's: a killed process leaves none. Locking and releasing make the contents private to the owner.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    if (!existsSync(folder) || isOurs(folder)) createPrivateFolder(folder);
    makeContentsPrivate(folder);
  } catch (error) {
    throw new Error(`${folder} cannot be created (${(error as NodeJS.ErrnoException).code}).`);
  }
  const { ClassicLevel } = await import('classic-level');
  const lock = new ClassicLevel(join(folder, 'lock'));
  try {
    await lock.open();
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== 'LEVEL_LOCKED') throw error;
    throw new FolderInUse(
      `${folder} is in use by another process (npm start, npm run serve or a report). Try again when it has finished.`,
    );
  }
  return async () => {
    await lock.close();
    makeContentsPrivate(folder);
  };
}

/** A folder with other contents may be shared on purpose. */
const isOurs = (folder: string) => readdirSync(folder).every((name) => CONTENTS.includes(name));

function makeContentsPrivate(folder: string): void {
  for (const name of CONTENTS) makePrivate(join(folder, name));
}
