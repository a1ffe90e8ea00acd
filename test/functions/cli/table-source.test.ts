/** The table that a command reads: named by an option, local, or found through the stack's outputs. */
import { CloudFormationClient, DescribeStacksCommand, type Output } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { openSource, outputOfStack } from '../../../functions/cli/table-source';

describe('the source of a report', () => {
  const cloudFormation = mockClient(CloudFormationClient);
  beforeEach(() => {
    // Unexpected commands are rejected.
    cloudFormation.reset();
    cloudFormation.onAnyCommand().rejects(new Error('unexpected command'));
  });
  afterAll(() => cloudFormation.restore());

  const stackWith = (Outputs?: Output[]) =>
    cloudFormation.on(DescribeStacksCommand, { StackName: 'Balances' }).resolves({
      Stacks: [{ StackName: 'Balances', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE', Outputs }],
    });

  it('is the named table, without a request for the stack', async () => {
    const source = await openSource({ table: 'history', stack: 'Balances' });

    expect(source.tableName).toBe('history');
    expect(cloudFormation.calls()).toEqual([]);
    await source.close();
  });

  it('is the table among the outputs of the stack', async () => {
    stackWith([
      { OutputKey: 'EgressIp', OutputValue: '192.0.2.1' },
      { OutputKey: 'TableName', OutputValue: 'balances-1' },
    ]);

    const source = await openSource({ stack: 'Balances' });

    expect(source.tableName).toBe('balances-1');
    await source.close();
  });

  it('is retried more often than the SDK’s default, so that a long read outlasts throttling', async () => {
    const { client, close } = await openSource({ table: 'history', stack: 'Balances' });
    const usual = new DynamoDBClient({});

    expect(await client.config.maxAttempts()).toBeGreaterThan(await usual.config.maxAttempts());
    await close();
    usual.destroy();
  });

  it('closes its connections', async () => {
    stackWith([{ OutputKey: 'TableName', OutputValue: 'balances-1' }]);
    const stacksClosed = jest.spyOn(CloudFormationClient.prototype, 'destroy');
    const { client, close } = await openSource({ stack: 'Balances' });
    const tableClosed = jest.spyOn(client, 'destroy');

    await close();

    expect(stacksClosed).toHaveBeenCalled();
    expect(tableClosed).toHaveBeenCalled();
    stacksClosed.mockRestore();
  });

  it('is the local history in the given or default folder', async () => {
    const folders: (string | undefined)[] = [];
    const local = { client: new DynamoDBClient({}), tableName: 'local', close: async () => {} };
    const openLocal = async (folder?: string) => {
      folders.push(folder);
      return local;
    };

    const sources = [
      await openSource({ stack: 'Balances', local: true }, openLocal),
      await openSource({ stack: 'Balances', local: '.local/live' }, openLocal),
    ];

    expect(sources).toEqual([local, local]);
    expect(folders).toEqual([undefined, '.local/live']);
  });

  it('is an error for --local without a local history', async () => {
    await expect(openSource({ stack: 'Balances', local: true })).rejects.toThrow(
      '--local only works as npm run report.',
    );
  });

  it.each([
    ['has no output of that name', [{ OutputKey: 'EgressIp', OutputValue: '192.0.2.1' }]],
    ['has no outputs', undefined],
  ])('says how to name the table where the stack %s', async (_, outputs) => {
    stackWith(outputs);

    await expect(openSource({ stack: 'Balances' })).rejects.toThrow(
      'The stack Balances has no output TableName; name its value by --table (or --local).',
    );
  });

  it('is an error that names the options where the stack does not exist', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id Balances does not exist'));

    await expect(outputOfStack('Balances', 'LogGroup', '--log-group')).rejects.toThrow(
      'There is no stack Balances in this AWS account and region; name it by --stack, or give --log-group.',
    );
  });

  it('passes other errors of CloudFormation on', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(new Error('User is not authorized'));

    await expect(openSource({ stack: 'Balances' })).rejects.toThrow('User is not authorized');
  });

  it.each([{}, { Stacks: [] }])('is an error if the response has no stack: %j', async (response) => {
    cloudFormation.on(DescribeStacksCommand).resolves(response);

    await expect(openSource({ stack: 'Balances' })).rejects.toThrow(
      'The stack Balances has no output TableName',
    );
  });
});
