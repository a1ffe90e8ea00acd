/** The history on this machine, as commands open it: an import creates the stack's table, everything else needs one. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '../../../infra/local/lock';
import { openLocal } from '../../../infra/local/open-history';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'open-history-'));
  folder = join(parent, 'history-of-mine');
});
afterEach(() => rmSync(parent, { recursive: true }));

it('is not created for a command that reads', async () => {
  await expect(openLocal(folder)).rejects.toThrow(
    `There is no history in ${folder} yet; npm start creates one.`,
  );

  expect(existsSync(folder)).toBe(false);
});

it('is created with the table of the stack for an import, and found from then on', async () => {
  const created = await openLocal(folder, { create: true });
  await created.close();

  const opened = await openLocal(folder);
  await opened.close();

  expect(created.tableName).toMatch(/^BalanceSnapshots-History/);
  expect(opened.tableName).toBe(created.tableName);
}, 120_000);

it('is opened by one command at a time', async () => {
  const unlock = await lockFolder(folder);

  await expect(openLocal(folder, { create: true })).rejects.toThrow(`${folder} is in use by another process`);
  await unlock();
});
