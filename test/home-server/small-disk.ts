/** A small file system of its own, which can be full. Needs root. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const BALLAST = 'ballast';

/** Mounts an empty file system at `folder`; undefined where this process may not. */
export function mountSmallDisk(folder: string, megabytes: number): { unmount(): void } | undefined {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { unmount: () => void execFileSync('umount', ['--lazy', folder]) };
}

/** Leaves no free byte. */
export function fillDisk(folder: string): void {
  for (const size of [1 << 20, 1 << 12]) {
    const block = Buffer.alloc(size);
    for (;;) {
      try {
        appendFileSync(join(folder, BALLAST), block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
    }
  }
}

export const freeDisk = (folder: string): void => rmSync(join(folder, BALLAST), { force: true });
