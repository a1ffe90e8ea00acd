/** Opens the history that `npm start` or `npm run serve` keeps on this machine. */
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import project from '../../cdk.json';
import { DEFAULT_STACK_NAME } from '../../functions/history/table';
import { type Connection, readConnection } from './connection';
import { LOCAL_REGION } from './emulators/constants';
import { startDynamoDb } from './emulators/dynamodb';
import { FolderInUse, lockFolder } from './lock';
import { isNamedAfter } from './template/physical-names';

/** The default folder of `npm start`; ignored by Git. */
export const LOCAL_FOLDER = join(__dirname, '..', '..', '.local');

/** Real balances have a folder of their own: they must not mix with the demo account's. */
export const LIVE_FOLDER = join(LOCAL_FOLDER, 'live');

/** The default folders of `npm run serve`, without and with `--live`. */
export const SERVE_FOLDER = join(LOCAL_FOLDER, 'serve');
export const SERVE_LIVE_FOLDER = join(LOCAL_FOLDER, 'serve-live');

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
 * Opens the history of `stackName` in `folder`: that of the server which runs there, or else from the files. Throws
 * `FolderInUse` while another process uses the folder, and an error if it holds only tables of other stacks.
 */
export async function openLocalHistory(
  folder = LOCAL_FOLDER,
  stackName = String(STACK_NAME),
): Promise<LocalHistory> {
  const { url, client, stop } = await openDatabase(folder);
  const { TableNames = [] } = await client.send(new ListTablesCommand({})).catch(async (error) => {
    await stop();
    throw error;
  });
  const tableName = TableNames.find((name) => isNamedAfter(stackName, name));
  if (tableName === undefined && TableNames.length > 0) {
    await stop();
    throw new Error(
      `${folder} has no table of the stack ${stackName}, only ${TableNames.join(', ')}; check stackName in cdk.json.`,
    );
  }
  return { url, client, tableName, stop };
}

type Database = Pick<LocalHistory, 'url' | 'client' | 'stop'>;

async function openDatabase(folder: string): Promise<Database> {
  let unlock: () => Promise<void>;
  try {
    unlock = await lockFolder(folder);
  } catch (error) {
    const connection = error instanceof FolderInUse ? readConnection(folder) : undefined;
    if (!connection) throw error;
    return connect(connection);
  }
  try {
    await checkHistory(folder);
    const { url, client, stop } = await startDynamoDb({ folder: historyFolder(folder) });
    return { url, client, stop: () => stop().finally(unlock) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function connect({ url, credentials }: Connection): Database {
  const client = new DynamoDBClient({ endpoint: url, region: LOCAL_REGION, credentials });
  return { url, client, stop: async () => client.destroy() };
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
