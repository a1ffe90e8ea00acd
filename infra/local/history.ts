/** Opens the history that `npm start` keeps on this machine. */
import { join } from 'node:path';
import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import project from '../../cdk.json';
import { DEFAULT_STACK_NAME } from '../../functions/history/table';
import { startDynamoDb } from './emulators/dynamodb';
import { lockFolder } from './lock';
import { isNamedAfter } from './template/physical-names';

/** The default folder of `npm start`; ignored by Git. */
export const LOCAL_FOLDER = join(__dirname, '..', '..', '.local');

/** Real balances have a folder of their own: they must not mix with the demo account's. */
export const LIVE_FOLDER = join(LOCAL_FOLDER, 'live');

export const historyFolder = (folder: string) => join(folder, 'history');

export type LocalHistory = {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  url: string;
  client: DynamoDBClient;
  /** Undefined if `npm start` has not created a table for this stack yet. */
  tableName: string | undefined;
  stop(): Promise<void>;
};

/** A folder may hold tables of stacks with other names. */
const { stackName: STACK_NAME = DEFAULT_STACK_NAME }: Record<string, unknown> = project.context;

/**
 * Serves the history of `stackName` in `folder` on a free port. Throws `FolderInUse` while another process uses the
 * folder, and an error if it holds only tables of other stacks.
 */
export async function openLocalHistory(
  folder = LOCAL_FOLDER,
  stackName = String(STACK_NAME),
): Promise<LocalHistory> {
  const unlock = await lockFolder(folder);
  await checkHistory(folder).catch(async (error) => {
    await unlock();
    throw error;
  });
  const dynamodb = await startDynamoDb({ folder: historyFolder(folder) });
  const { TableNames = [] } = await dynamodb.client.send(new ListTablesCommand({}));
  const tableName = TableNames.find((name) => isNamedAfter(stackName, name));
  const stop = async () => {
    await dynamodb.stop();
    await unlock();
  };
  if (tableName === undefined && TableNames.length > 0) {
    await stop();
    throw new Error(
      `${folder} has no table of the stack ${stackName}, only ${TableNames.join(', ')}; check stackName in cdk.json.`,
    );
  }
  return {
    url: dynamodb.url,
    client: dynamodb.client,
    tableName,
    stop,
  };
}

/**
 * Throws LevelDB's error if the database cannot be opened. dynalite does not wait for its database to open: the error
 * would be an uncaught exception during a request.
 */
export async function checkHistory(folder: string): Promise<void> {
  const { ClassicLevel } = await import('classic-level');
  const database = new ClassicLevel(historyFolder(folder));
  await database.open();
  await database.close();
}
