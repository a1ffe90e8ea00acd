/** `npm run replay`: puts balances that DynamoDB did not take back from the log into the table. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommanderError } from 'commander';
import { toPrintable, toPrintableLines } from '../history/printable';
import { LOG_GROUP_NAME_OUTPUT, TABLE_NAME_OUTPUT } from '../history/table';
import { toUserError } from '../report/errors';
import { parseTime } from '../report/period';
import { outputOfStack } from '../report/source';
import { commandLine, type Options } from './command-line';
import { type LogContents, readLog } from './log-lines';
import { entriesOfFile, linesOfLogGroup } from './log-source';
import { withPermission } from './permission';
import { type Restore, type Result, restoreRows } from './restore';

type Surroundings = Pick<NodeJS.Process, 'argv' | 'stdin' | 'stdout' | 'stderr'> & {
  /** Epoch ms. */
  now(): number;
};

const SAID: Record<Result['kind'], string> = {
  'put-back': 'put back',
  'to-be-put-back': 'would be put back',
  'already-captured': 'already captured',
  refused: 'refused',
};

/** Runs the command to its end; what it gives is the exit code. */
export async function runReplay({ argv, stdin, stdout, stderr, now }: Surroundings): Promise<number> {
  // The SDK's notice about Node versions to come is for whoever maintains this, not for whoever runs it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  let exitCode = 0;
  let tableName: string | undefined;
  const writeOut = (text: string) => stdout.write(toPrintableLines(text));
  const writeErr = (text: string) => stderr.write(toPrintableLines(text));

  async function carryOut(options: Options): Promise<void> {
    const { file } = options;
    const { snapshots, unrecognized } = await readLog(
      file ? entriesOfFile(file, stdin) : await linesOfStack(options, now()),
    );
    if (unrecognized.count > 0) {
      exitCode = 1;
      writeErr(`${unrecognizedSentence(unrecognized)}\n`);
    }
    if (snapshots.length === 0) {
      writeErr(`${unrecognized.count > 0 ? NOTHING_FOUND : NOTHING_UNSTORED}\n`);
      return;
    }
    tableName = options.table ?? (await stackOutput(options.stack, TABLE_NAME_OUTPUT, '--table'));
    const client = new DynamoDBClient({ maxAttempts: 10 });
    const results: Restore[] = [];
    for await (const one of restoreRows(snapshots, { client, tableName, dryRun: options.dryRun === true })) {
      results.push(one);
      writeOut(`${sentence(one)}\n`);
    }
    client.destroy();
    writeErr(`${summary(results)}\n`);
    if (results.some(({ result }) => result.kind === 'refused')) exitCode = 1;
  }

  try {
    await commandLine(carryOut, writeOut, writeErr).parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const told = toUserError(error, tableName);
    writeErr(`${told.sentence}\n`);
    return told.exitCode;
  }
}

async function linesOfStack({ logGroup, since, stack }: Options, now: number) {
  const from =
    since === undefined
      ? undefined
      : parseTime(since, { option: '--since', boundary: 'start', timezone: 'UTC', relativeTo: now });
  const group = logGroup ?? (await stackOutput(stack, LOG_GROUP_NAME_OUTPUT, '--log-group'));
  return linesOfLogGroup(new CloudWatchLogsClient({}), group, from);
}

const stackOutput = (...asked: Parameters<typeof outputOfStack>) =>
  withPermission('cloudformation:DescribeStacks', outputOfStack(...asked));

const NOTHING_UNSTORED = 'The log holds no snapshot that was not stored: there is nothing to put back.';
const NOTHING_FOUND =
  'No snapshot was found. --file reads lines of `aws logs tail`, JSON of `aws logs filter-log-events` and CSV of Logs Insights.';

/** Long enough for any sentence of this command; what an entry says goes on where its author likes. */
const MAX_REASON_CHARS = 500;

function sentence({ account, slot, capturedAt, result }: Restore): string {
  const reason = result.kind === 'refused' ? `: ${result.why.slice(0, MAX_REASON_CHARS)}` : '';
  return toPrintable(`${account} ${slot} (taken ${capturedAt}): ${SAID[result.kind]}${reason}`);
}

function unrecognizedSentence({ count, first }: LogContents['unrecognized']): string {
  const subject = count === 1 ? '1 log entry is' : `${count} log entries are`;
  return `${subject} neither from Lambda nor complete entries of the function's log; the first is number ${first} of the input.`;
}

function summary(results: readonly Restore[]): string {
  const counts = Object.entries(SAID).map(([kind, said]) => {
    const count = results.filter(({ result }) => result.kind === kind).length;
    return count > 0 ? [`${count} ${said}`] : [];
  });
  return `${counts.flat().join(', ')}.`;
}

if (require.main === module) {
  const { argv, stdin, stdout, stderr } = process;
  void runReplay({ argv, stdin, stdout, stderr, now: Date.now }).then((code) => {
    process.exitCode = code;
  });
}
