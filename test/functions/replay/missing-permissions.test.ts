/** The replay names the permission that its AWS credentials lack. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { replay } from '../../support/run-replay';
import { log, mockTable, replayText } from './saved-log';

const { dynamodb } = mockTable();

describe('a missing permission is named:', () => {
  const denied = (name: string, message: string) => Object.assign(new Error(message), { name });
  const notAuthorized = (action: string) =>
    `User: arn:aws:iam::123456789012:user/ops is not authorized to perform: ${action} on resource: x`;

  it.each<[action: string, message: string]>([
    ['dynamodb:PutItem', 'Access denied'],
    ['dynamodb:PutItem', notAuthorized('dynamodb:PutItem')],
    ['kms:Decrypt', notAuthorized('kms:Decrypt')],
  ])('%s for writing, from "%s"', async (action, message) => {
    dynamodb.on(PutItemCommand).rejects(denied('AccessDeniedException', message));

    const result = await replayText(log.join('\n'));

    expect(result.exitCode).toBe(1);
    expect(result.stderr).toBe(`These AWS credentials lack the permission ${action}: ${message}\n`);
  });

  it('dynamodb:GetItem for reading a slot', async () => {
    dynamodb.on(GetItemCommand).rejects(denied('AccessDeniedException', 'Access denied'));

    expect((await replayText(log.join('\n'))).stderr).toBe(
      'These AWS credentials lack the permission dynamodb:GetItem: Access denied\n',
    );
  });

  it('logs:FilterLogEvents for searching the log', async () => {
    const logs = mockClient(CloudWatchLogsClient);
    logs.on(FilterLogEventsCommand).rejects(denied('AccessDeniedException', 'Access denied'));

    expect(await replay(['--log-group', 'snapshots', '--table', 'History'])).toMatchObject({
      exitCode: 1,
      stderr: 'These AWS credentials lack the permission logs:FilterLogEvents: Access denied\n',
    });
    logs.restore();
  });

  it('cloudformation:DescribeStacks for the stack outputs', async () => {
    const cloudFormation = mockClient(CloudFormationClient);
    cloudFormation.on(DescribeStacksCommand).rejects(denied('AccessDenied', 'Access denied'));

    expect(await replay([])).toMatchObject({
      exitCode: 1,
      stderr: 'These AWS credentials lack the permission cloudformation:DescribeStacks: Access denied\n',
    });
    cloudFormation.restore();
  });
});
