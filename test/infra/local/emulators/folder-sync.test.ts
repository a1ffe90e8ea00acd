/** A write to the local history is on the disk before it is answered; simultaneous writes share the work. */
import { createFolderSync } from '../../../../infra/local/emulators/folder-sync';

/** A disk whose syncs the test endSync. */
function createDisk() {
  const endSync: (() => void)[] = [];
  const sync = () => new Promise<void>((resolve) => void endSync.push(resolve));
  return { endSync, sync };
}

const nextTurn = () => new Promise(setImmediate);

it('does not count a sync that began before the write', async () => {
  const { endSync, sync } = createDisk();
  const synced = createFolderSync('folder', sync);
  const done: string[] = [];
  void synced().then(() => done.push('first'));
  await nextTurn();
  void synced().then(() => done.push('second'));
  void synced().then(() => done.push('third'));

  endSync[0]?.();
  await nextTurn();
  const afterFirst = [...done];
  endSync[1]?.();
  await nextTurn();

  expect(afterFirst).toEqual(['first']);
  expect(done).toEqual(['first', 'second', 'third']);
  expect(endSync).toHaveLength(2);
});

it('fails the writes that it was for, and goes on with the next', async () => {
  let isFull = true;
  const synced = createFolderSync('folder', async () => {
    if (isFull) throw new Error('ENOSPC');
  });

  await expect(synced()).rejects.toThrow('ENOSPC');
  isFull = false;
  await expect(synced()).resolves.toBeUndefined();
});
