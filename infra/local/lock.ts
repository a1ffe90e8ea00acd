/** Keeps two processes from standing up the stack in one folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Somebody else is at work in the folder. */
export class FolderInUse extends Error {
  override name = 'FolderInUse';
}

/**
 * Takes the lock of `folder` and returns how to release it; throws `FolderInUse` where it is taken. It is LevelDB's own,
 * a lock of the operating system's: a process that is killed leaves none behind.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  try {
    mkdirSync(folder, { recursive: true });
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
  return () => lock.close();
}
