/** Opens the history on this machine for a command: every failure is one sentence, with what to do about it. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommandError } from '../../functions/cli/errors';
import type { Source } from '../../functions/cli/table-source';
import { toPrintable } from '../../functions/history/printable';
import { FolderInUse } from './lock';

/**
 * Opens the history in the folder `named`, or in `.local`. With `create`, makes an empty table where there is none;
 * without, throws.
 */
export async function openLocal(
  named: string | undefined,
  { create = false }: { create?: boolean } = {},
): Promise<Source> {
  // Loaded on demand: a report from AWS needs no emulator.
  const { historyFolder, LIVE_FOLDER, LOCAL_FOLDER, openLocalHistory } =
    require('./history') as typeof import('./history');
  const { explainHistoryError } = require('./history-errors') as typeof import('./history-errors');
  const folder = named ?? LOCAL_FOLDER;
  const toCommandError = (error: unknown) => new CommandError(explainHistoryError(error, folder));
  const start = resolve(folder) === LIVE_FOLDER ? 'npm start -- --live' : 'npm start';
  const none = new CommandError(`There is no history in ${named ?? '.local'} yet; ${start} creates one.`);

  try {
    if (!create && !statSync(historyFolder(folder), { throwIfNoEntry: false })) throw none;
  } catch (error) {
    throw error === none ? none : toCommandError(error);
  }
  // dynalite throws the error of a damaged block from a callback.
  process.once('uncaughtException', (error) => exitWith(toCommandError(error)));
  const history = await openLocalHistory(folder).catch((error) => {
    throw error instanceof FolderInUse ? new CommandError(error.message) : toCommandError(error);
  });
  const { client, stop } = history;
  try {
    const tableName = history.tableName ?? (create ? await createTable(client) : undefined);
    if (tableName === undefined) throw none;
    return { client, tableName, close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The functions are not bundled, which takes most of the time: only the table is read. */
const WITHOUT_BUNDLES = { 'aws:cdk:bundling-stacks': [] };

/** Creates the table that cdk.json's stack deploys, as the first `npm start` does. */
async function createTable(client: DynamoDBClient): Promise<string> {
  const { synthesize } = require('./template/synthesize') as typeof import('./template/synthesize');
  const assembly = mkdtempSync(join(tmpdir(), 'history-'));
  try {
    const { table } = await synthesize(assembly, { context: WITHOUT_BUNDLES });
    await client.send(new CreateTableCommand(table));
    return table.TableName;
  } finally {
    rmSync(assembly, { recursive: true, force: true, maxRetries: 5 });
  }
}

function exitWith({ message, exitCode }: CommandError): never {
  process.stderr.write(`${toPrintable(message)}\n`);
  process.exit(exitCode);
}
