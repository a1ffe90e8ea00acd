/** The history that `npm start` keeps on this machine, opened for reading while nothing else is running. */
import { join } from 'node:path';
import { type DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import project from '../../cdk.json';
import { DEFAULT_STACK_NAME } from '../../functions/history/table';
import { startDynamoDb } from './emulators/dynamodb';
import { lockFolder } from './lock';
import { isNamedAfter } from './template/physical-names';

/** Where `npm start` keeps everything, from the project's folder. Git ignores it. */
export const LOCAL_FOLDER = join(__dirname, '..', '..', '.local');

/** Real balances are kept apart: a history that mixes them with the stand-in's would be worth nothing. */
export const LIVE_FOLDER = join(LOCAL_FOLDER, 'live');

export const historyFolder = (folder: string) => join(folder, 'history');

export type LocalHistory = {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  url: string;
  client: DynamoDBClient;
  /** Undefined where `npm start` has not yet made one for this stack. */
  tableName: string | undefined;
  stop(): Promise<void>;
};

/** The stack of cdk.json: a folder may hold the tables of stacks that had other names. */
const { stackName: STACK_NAME = DEFAULT_STACK_NAME }: Record<string, unknown> = project.context;

/**
 * Serves the history of `stackName` in `folder` on a free port. Throws `FolderInUse` while a start is at work, and where
 * the folder holds tables of other stacks alone.
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
      `${folder} has no table of the stack ${stackName}, only ${TableNames.join(', ')}; check stackName in cdk.json`,
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
 * Throws LevelDB's error where the history cannot be opened. dynalite does not wait for its database, and what happens
 * there becomes an uncaught exception in the midst of a request.
 */
async function checkHistory(folder: string): Promise<void> {
  const { ClassicLevel } = await import('classic-level');
  const database = new ClassicLevel(historyFolder(folder));
  await database.open();
  await database.close();
}
