/** `npm run report`: the report command, with this machine's own history where `--local` asks for it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReportError } from '../../functions/report/errors';
import { runReport } from '../../functions/report/main';
import type { Source } from '../../functions/report/source';
import { EMBEDDED_CREDENTIALS, EMBEDDED_REGION } from './engines/identity';
import { FolderInUse } from './lock';

async function openLocal(): Promise<Source> {
  // Loaded only where it is asked for: a report from AWS need not wait for an embedded engine.
  const { openLocalHistory } = require('./history') as typeof import('./history');
  const history = await openLocalHistory().catch((error) => {
    if (error instanceof FolderInUse) throw new ReportError(error.message);
    throw error;
  });
  if (history.tableName === undefined) {
    await history.stop();
    throw new ReportError('There is no history on this machine yet; npm start makes one.');
  }
  const client = new DynamoDBClient({
    endpoint: history.url,
    region: EMBEDDED_REGION,
    credentials: EMBEDDED_CREDENTIALS,
  });
  return {
    client,
    tableName: history.tableName,
    async close() {
      client.destroy();
      await history.stop();
    },
  };
}

const { argv, stdout, stderr } = process;
void runReport({ argv, stdout, stderr, now: Date.now, openLocal }).then((code) => process.exit(code));
