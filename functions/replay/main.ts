/** `npm run replay`: puts balances that DynamoDB did not take back from the log into the table. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CommanderError } from 'commander';
import { LOG_GROUP_NAME_OUTPUT, TABLE_NAME_OUTPUT } from '../history/table';
import { tell } from '../report/errors';
import { readTime } from '../report/period';
import { outputOfStack } from '../report/source';
import { commandLine, type Options } from './command-line';
import { unstoredIn } from './lines';
import { type PutBack, putBack, type Result } from './put-back';
import { linesOfFile, linesOfLogGroup } from './source';

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

  async function carryOut(options: Options): Promise<void> {
    const lines = options.file ? linesOfFile(options.file, stdin) : await linesOfStack(options, now());
    const found = await unstoredIn(lines);
    if (found.length === 0) {
      stderr.write('The log holds no snapshot that was not stored: there is nothing to put back.\n');
      return;
    }
    tableName = options.table ?? (await outputOfStack(options.stack, TABLE_NAME_OUTPUT, '--table'));
    const client = new DynamoDBClient({ maxAttempts: 10 });
    const results: PutBack[] = [];
    for await (const one of putBack(found, { client, tableName, dryRun: options.dryRun === true })) {
      results.push(one);
      stdout.write(`${sentence(one)}\n`);
    }
    client.destroy();
    stderr.write(`${summary(results)}\n`);
    if (results.some(({ result }) => result.kind === 'refused')) exitCode = 1;
  }

  try {
    await commandLine(
      carryOut,
      (text) => stdout.write(text),
      (text) => stderr.write(text),
    ).parseAsync(argv);
    return exitCode;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const told = tell(error, tableName);
    stderr.write(`${told.sentence}\n`);
    return told.exitCode;
  }
}

async function linesOfStack({ logGroup, since, stack }: Options, now: number) {
  const from =
    since === undefined
      ? undefined
      : readTime(since, { option: '--since', edge: 'start', timezone: 'UTC', back: now });
  const group = logGroup ?? (await outputOfStack(stack, LOG_GROUP_NAME_OUTPUT, '--log-group'));
  return linesOfLogGroup(new CloudWatchLogsClient({}), group, from);
}

const sentence = ({ account, slot, capturedAt, result }: PutBack) =>
  `${account} ${slot} (taken ${capturedAt}): ${SAID[result.kind]}${result.kind === 'refused' ? `: ${result.why}` : ''}`;

function summary(results: readonly PutBack[]): string {
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
