/** `npm run report`: the report command, with a history on this machine where `--local` asks for it. */
import { existsSync } from 'node:fs';
import { ReportError } from '../../functions/report/errors';
import { runReport } from '../../functions/report/main';
import type { Source } from '../../functions/report/source';
import { FolderInUse } from './lock';

async function openLocal(folder?: string): Promise<Source> {
  // Loaded only where it is asked for: a report from AWS need not wait for an embedded engine.
  const { historyFolder, LOCAL_FOLDER, openLocalHistory } =
    require('./history') as typeof import('./history');
  const none = new ReportError(`There is no history in ${folder ?? '.local'} yet; npm start makes one.`);
  if (!existsSync(historyFolder(folder ?? LOCAL_FOLDER))) throw none;
  const { client, tableName, stop } = await openLocalHistory(folder).catch((error) => {
    if (error instanceof FolderInUse) throw new ReportError(error.message);
    throw error;
  });
  if (tableName === undefined) {
    await stop();
    throw none;
  }
  return { client, tableName, close: stop };
}

const { argv, stdout, stderr } = process;
void runReport({ argv, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
