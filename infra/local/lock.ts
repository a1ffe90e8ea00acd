/** Keeps two processes from standing up the stack in one folder. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateFolder, makePrivate } from '../private-folder';

/** Somebody else is at work in the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/** Everything that commands keep in a local folder. */
const CONTENTS = ['lock', 'history', 'live', 'cdk.out'];

/**
 * Takes the lock of `folder` and returns how to release it; throws `FolderInUse` where it is taken. It is LevelDB's own,
 * a lock of the operating system's: a process that is killed leaves none behind. What is in the folder is for its owner
 * alone, from now on and at the release.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    if (!existsSync(folder) || isOurs(folder)) createPrivateFolder(folder);
    makeContentsPrivate(folder);
  } catch (error) {
    throw new Error(`${folder} cannot be made a folder (${(error as NodeJS.ErrnoException).code})`);
  }
  const { ClassicLevel } = await import('classic-level');
  const lock = new ClassicLevel(join(folder, 'lock'));
  try {
    await lock.open();
  } catch (error) {
    const { code } = ((error as Error).cause ?? {}) as { code?: string };
    if (code !== 'LEVEL_LOCKED') throw error;
    throw new FolderInUse(
      `${folder} is in use by another process, an npm start perhaps; try again when it has ended`,
    );
  }
  return async () => {
    await lock.close();
    makeContentsPrivate(folder);
  };
}

/** A folder that holds something else belongs to somebody who may want to share it. */
const isOurs = (folder: string) => readdirSync(folder).every((name) => CONTENTS.includes(name));

function makeContentsPrivate(folder: string): void {
  for (const name of CONTENTS) makePrivate(join(folder, name));
}
