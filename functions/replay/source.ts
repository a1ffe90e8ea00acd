/** Where log lines come from: the function's log group, a file, or standard input. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { NOT_STORED } from '../history/unstored';
import { ReportError } from '../report/errors';

/** The lines of a log group, from `since` on (epoch ms; all that is kept where it is absent), that can hold a row. */
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
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new ReportError(`There is no log group ${logGroup} in this AWS account and region.`);
  }
}

/** The lines of a file; `-` is standard input. */
export function linesOfFile(path: string, stdin: Readable): AsyncIterable<string> {
  return readLines(path === '-' ? stdin : createReadStream(path));
}

async function* readLines(input: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of input.setEncoding('utf8')) {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
