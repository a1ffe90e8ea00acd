/** `npm run report`: the report command, with a history on this machine where `--local` asks for it. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError } from '../../functions/cli/errors';
import type { Source } from '../../functions/cli/table-source';
import { toPrintable } from '../../functions/history/printable';
import { runReport } from '../../functions/report/main';
import { FolderInUse } from './lock';

async function openLocal(named?: string): Promise<Source> {
  // Loaded only where it is asked for: a report from AWS need not wait for an embedded engine.
  const { historyFolder, LIVE_FOLDER, LOCAL_FOLDER, openLocalHistory } =
    require('./history') as typeof import('./history');
  const { explainHistoryError } = require('./history-errors') as typeof import('./history-errors');
  const folder = named ?? LOCAL_FOLDER;
  const toReportError = (error: unknown) => new CommandError(explainHistoryError(error, folder));
  const start = resolve(folder) === LIVE_FOLDER ? 'npm start -- --live' : 'npm start';
  const none = new CommandError(`There is no history in ${named ?? '.local'} yet; ${start} makes one.`);

  try {
    if (!statSync(historyFolder(folder), { throwIfNoEntry: false })) throw none;
  } catch (error) {
    throw error === none ? none : toReportError(error);
  }
  // A block of the database that turns out to be damaged when it is read is thrown where nobody can catch it.
  process.once('uncaughtException', (error) => exitWith(toReportError(error)));
  const history = await openLocalHistory(folder).catch((error) => {
    throw error instanceof FolderInUse ? new CommandError(error.message) : toReportError(error);
  });
  const { client, tableName, stop } = history;
  if (tableName === undefined) {
    await stop();
    throw none;
  }
  return { client, tableName, close: stop };
}

function exitWith({ message, exitCode }: CommandError): never {
  process.stderr.write(`${toPrintable(message)}\n`);
  process.exit(exitCode);
}

const { argv, stdout, stderr } = process;
void runReport({ argv, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
