/** `npm run replay`: restores snapshots that could not be written to DynamoDB from the log. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommanderError } from 'commander';
import { CommandError, toUserError } from '../cli/errors';
import { withPermission } from '../cli/permission';
import { type OpenLocal, openSource, outputOfStack, type Source } from '../cli/table-source';
import { parseTime } from '../cli/time';
import { toPrintable, toPrintableLines } from '../history/printable';
import { LOG_GROUP_NAME_OUTPUT, TABLE_NAME_OUTPUT } from '../history/table';
import { commandLine, type Options } from './command-line';
import { type LogContents, readLog } from './log-lines';
import { entriesOfFile, linesOfLogGroup } from './log-source';
import { type Restore, type Result, restoreRows } from './restore';

type ProcessIo = Pick<NodeJS.Process, 'argv' | 'stdin' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
  openLocal?: OpenLocal;
};

const RESULT_LABELS: Record<Result['kind'], string> = {
  restored: 'restored',
  'would-be-restored': 'would be restored',
  'already-captured': 'already captured',
  refused: 'refused',
};

/** Runs the command and returns its exit code. */
export async function runReplay({ argv, stdin, stdout, stderr, now, openLocal }: ProcessIo): Promise<number> {
  // The SDK's warning about future Node versions concerns developers, not users.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  let exitCode = 0;
  let tableName: string | undefined;
  const writeOut = (text: string) => stdout.write(toPrintableLines(text));
  const writeErr = (text: string) => stderr.write(toPrintableLines(text));

  async function execute(options: Options): Promise<void> {
    const { file, local } = options;
    if (local && !file) throw new CommandError('--local requires --file: the log of the home server.', 2);
    const { snapshots, unrecognized } = await readLog(
      file ? entriesOfFile(file, stdin) : await linesOfStack(options, now()),
      { isMixed: local !== undefined },
    );
    if (unrecognized.count > 0) {
      exitCode = 1;
      writeErr(`${unrecognizedSentence(unrecognized)}\n`);
    }
    if (snapshots.length === 0) {
      writeErr(`${unrecognized.count > 0 ? NOTHING_FOUND : NOTHING_TO_RESTORE}\n`);
      return;
    }
    const { client, close, ...table } = await (local ? openSource(options, openLocal) : openTable(options));
    tableName = table.tableName;
    const results: Restore[] = [];
    try {
      for await (const one of restoreRows(snapshots, {
        client,
        tableName,
        dryRun: options.dryRun === true,
      })) {
        results.push(one);
        writeOut(`${sentence(one)}\n`);
      }
    } finally {
      await close();
    }
    writeErr(`${summary(results)}\n`);
    if (results.some(({ result }) => result.kind === 'refused')) exitCode = 1;
  }

  try {
    await commandLine(execute, writeOut, writeErr).parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has already printed the error or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const userError = toUserError(error, tableName);
    writeErr(`${userError.sentence}\n`);
    return userError.exitCode;
  }
}

async function openTable({ table, stack }: Options): Promise<Source> {
  const tableName = table ?? (await stackOutput(stack, TABLE_NAME_OUTPUT, '--table'));
  const client = new DynamoDBClient({ maxAttempts: 10 });
  return { client, tableName, close: async () => client.destroy() };
}

async function linesOfStack({ logGroup, since, stack }: Options, now: number) {
  const from =
    since === undefined
      ? undefined
      : parseTime(since, { option: '--since', boundary: 'start', timezone: 'UTC', relativeTo: now });
  const group = logGroup ?? (await stackOutput(stack, LOG_GROUP_NAME_OUTPUT, '--log-group'));
  return linesOfLogGroup(new CloudWatchLogsClient({}), group, from);
}

const stackOutput = (...args: Parameters<typeof outputOfStack>) =>
  withPermission('cloudformation:DescribeStacks', outputOfStack(...args));

const NOTHING_TO_RESTORE = 'The log contains no unsaved snapshot: nothing to restore.';
const NOTHING_FOUND =
  'No snapshot was found. --file reads lines of `aws logs tail`, JSON of `aws logs filter-log-events` and CSV of Logs Insights.';

/** Longer than any message of this command; text from an entry may have any length. */
const MAX_REASON_CHARS = 500;

function sentence({ account, slot, capturedAt, result }: Restore): string {
  const reason = result.kind === 'refused' ? `: ${result.reason.slice(0, MAX_REASON_CHARS)}` : '';
  return toPrintable(`${account} ${slot} (taken ${capturedAt}): ${RESULT_LABELS[result.kind]}${reason}`);
}

function unrecognizedSentence({ count, first }: LogContents['unrecognized']): string {
  const subject = count === 1 ? '1 log entry is' : `${count} log entries are`;
  return `${subject} neither from Lambda nor complete entries of the function's log; the first is number ${first} of the input.`;
}

function summary(results: readonly Restore[]): string {
  const counts = Object.entries(RESULT_LABELS).map(([kind, label]) => {
    const count = results.filter(({ result }) => result.kind === kind).length;
    return count > 0 ? [`${count} ${label}`] : [];
  });
  return `${counts.flat().join(', ')}.`;
}
