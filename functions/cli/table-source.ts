/** The table that a command reads: named by an option, found through the stack's outputs, or local. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TABLE_NAME_OUTPUT } from '../history/table';
import { CommandError } from './errors';

export type Source = { client: DynamoDBClient; tableName: string; close(): Promise<void> };

/** The options that select the table; `local` may be a folder. */
export type TableChoice = { table?: string; stack: string; local?: true | string };

/** Opens the history that `npm start` keeps on this machine. */
export type OpenLocal = (folder?: string) => Promise<Source>;

export async function openSource(choice: TableChoice, openLocal?: OpenLocal): Promise<Source> {
  if (choice.local) {
    if (!openLocal) throw new CommandError('--local only works as npm run report.', 2);
    return openLocal(choice.local === true ? undefined : choice.local);
  }
  const tableName =
    choice.table ?? (await outputOfStack(choice.stack, TABLE_NAME_OUTPUT, '--table (or --local)'));
  // A long read must outlast throttling: adaptive retries slow down to what the table gives.
  const client = new DynamoDBClient({
    retryMode: 'adaptive',
    maxAttempts: 8,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
  });
  return { client, tableName, close: async () => client.destroy() };
}

/** An output of the stack; `option` is the option that gives the value directly, for the error message. */
export async function outputOfStack(stackName: string, output: string, option: string): Promise<string> {
  // Loaded only if needed: not with --table.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({});
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    const value = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === output)?.OutputValue;
    if (value) return value;
    throw new CommandError(`The stack ${stackName} has no output ${output}; name its value by ${option}.`);
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
    throw new CommandError(
      `There is no stack ${stackName} in this AWS account and region; name it by --stack, or give ${option}.`,
    );
  } finally {
    client.destroy();
  }
}
