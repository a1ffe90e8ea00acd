/** Forces LevelDB's writes to the disk: by itself it leaves them to the system, and a power failure loses the last rows. */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns a function that resolves when everything written to the database in `folder` before the call is on the disk.
 * Calls during a sync share the next one.
 */
export function createFolderSync(folder: string, sync = syncLogFiles): () => Promise<void> {
  let current = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        current = sync(folder);
        return current;
      });
    return next;
  };
}

/** New rows are in the log files; LevelDB syncs its other files. The folder has the names of the log files. */
async function syncLogFiles(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  await Promise.all([...names.map((name) => join(folder, name)), folder].map(syncFile));
}

async function syncFile(path: string): Promise<void> {
  try {
    const file = await open(path);
    await file.sync().finally(() => file.close());
  } catch (error) {
    // Its rows were moved to another file.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
