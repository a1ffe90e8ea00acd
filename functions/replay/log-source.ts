/** Reads log lines from the function's log group, a file, or standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { CommandError } from '../cli/errors';
import { missingPermission } from '../cli/permission';
import { NOT_STORED } from '../history/log-fallback';
import { entriesOf } from './log-file';

/** The lines of a log group that may contain a row, from `since` (epoch ms) or from its beginning. */
export async function* linesOfLogGroup(
  client: CloudWatchLogsClient,
  logGroup: string,
  since?: number,
): AsyncGenerator<string> {
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName: logGroup, filterPattern: `"${NOT_STORED}"`, startTime: since },
  );
  try {
    for await (const { events = [] } of pages) {
      for (const { message } of events) if (message) yield message;
    }
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') {
      throw missingPermission('logs:FilterLogEvents', error as Error) ?? error;
    }
    throw new CommandError(`There is no log group ${logGroup} in this AWS account and region.`);
  }
}

/** The entries of a saved log, in any format of `log-file.ts`; the path `-` is standard input. */
export function entriesOfFile(path: string, stdin: Readable): AsyncIterable<string> {
  const input = path === '-' ? stdin : createReadStream(path);
  return entriesOf(input.setEncoding('utf8'));
}
