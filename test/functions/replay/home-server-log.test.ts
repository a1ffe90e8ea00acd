/** The replay of a home server's journal. */
import { randomBytes } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { encodeForLog } from '../../../functions/history/log-fallback';
import { capturedRow } from '../../support/rows';
import { replay } from '../../support/run-replay';
import { entry, log, mockTable } from './saved-log';

const { dynamodb } = mockTable();

describe('the log of a home server', () => {
  const journal = [
    'Started balance-history.service - Balance history of BingX accounts.',
    '2026-11-22T05:59:00.000Z Serving main; history in /var/lib/balance-history/history',
    ...log,
    '2026-11-22T06:00:03.000Z main 2026-11-22T06:00:00Z: failed: history-unavailable',
  ];
  const openLocal = async () => ({
    client: new DynamoDBClient({}),
    tableName: 'Local-History',
    close: async () => {},
  });

  it('is restored to the history on this machine, whatever other lines the journal has', async () => {
    const { exitCode, stdout, stderr } = await replay(
      ['--file', '-', '--local', '/var/lib/balance-history'],
      [journal.join('\n')],
      openLocal,
    );

    expect(stdout).toMatch(/^main 2026-11-22T06:00:00Z .*: restored\n$/);
    expect(stderr).toBe('1 restored.\n');
    expect(exitCode).toBe(0);
    expect(dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input.TableName).toBe('Local-History');
  });

  it('fails where a line with a snapshot was cut', async () => {
    const cut = journal.map((line) => line.slice(0, 150));

    const { exitCode, stderr } = await replay(['--file', '-', '--local'], [cut.join('\n')], openLocal);

    expect(stderr).toContain('1 log entry is neither from Lambda nor');
    expect(exitCode).toBe(1);
  });

  it.each([
    [['--local'], '--local requires --file: the log of the home server.'],
    [['--local', 'x', '--file', 'y', '--table', 'z'], 'cannot be used with'],
  ])('is not read with %j', async (args, message) => {
    const { exitCode, stderr } = await replay(args, [], openLocal);

    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

it('prints no line that the journal of systemd would split', () => {
  const large = capturedRow({ raw: { spot: randomBytes(300_000) } });

  const lengths = encodeForLog(large).map((unstored) => entry(unstored).length);

  expect(Math.max(...lengths)).toBeLessThan(48 * 1024);
});
