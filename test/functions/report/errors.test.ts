/** Errors of the report command: one sentence, exit code 1 or 2, and no stack trace. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DynamoDb, dynamoDbError, startDynamoDb } from '../../../infra/local/emulators/dynamodb';
import { listen } from '../../../infra/local/emulators/listen';
import { createHistoryTable, writeRows } from '../../support/dynamodb';
import { report, temporaryFile, useEngine } from '../../support/run-report';
import { KNOWN_ROWS, NOW } from './known-history';

describe('an error', () => {
  let engine: DynamoDb;
  let table: string;
  const surroundings = { ...process.env };
  beforeAll(async () => {
    engine = await startDynamoDb();
    table = await createHistoryTable(engine.client);
    await writeRows(engine.client, table, KNOWN_ROWS);
  });
  beforeEach(() => {
    process.env = { ...surroundings };
    useEngine({ endpoint: engine.url });
  });
  afterEach(() => {
    for (const operation of ['Query', 'Scan']) engine.stubAlways(operation, undefined);
  });
  afterAll(() => engine.stop());

  const ask = (...args: string[]) => report([...args, '--table', table], NOW);

  it.each([
    {
      what: 'an account that is unknown',
      args: ['balances', '--account', 'mian'],
      exitCode: 1,
      sentence: /^There is no account mian in history-\S+; it has main, savings\.\n$/,
    },
    {
      what: 'a start after the end',
      args: ['gaps', '--from', '2026-01-02', '--to', '2026-01-01'],
      exitCode: 2,
      sentence: /^--from 2026-01-02 is after --to 2026-01-01\.\n$/,
    },
    {
      what: 'a time that cannot be read',
      args: ['history', '--from', 'yesterday'],
      exitCode: 2,
      sentence: /^--from "yesterday" is not a time; it must be 2025-12-31, .*1y\.\n$/,
    },
    {
      what: 'a day that does not exist',
      args: ['balances', '--at', '2026-02-30'],
      exitCode: 2,
      sentence: /^--at "2026-02-30" is not a time; /,
    },
    {
      what: 'a time zone that does not exist',
      args: ['history', '--timezone', 'Europe/Atlantis'],
      exitCode: 2,
      sentence: /^--timezone "Europe\/Atlantis" is unknown; must be an IANA name such as Europe\/Berlin\.\n$/,
    },
    {
      what: 'changes without a start',
      args: ['changes'],
      exitCode: 2,
      sentence: /^changes needs --from, the moment to compare with\.\n$/,
    },
    {
      what: 'a format that does not exist',
      args: ['balances', '--format', 'xls'],
      exitCode: 2,
      sentence:
        /^error: option '--format <format>' argument 'xls' is invalid\. Allowed choices are table, csv,/,
    },
    {
      what: 'a command that does not exist',
      args: ['holdings'],
      exitCode: 2,
      sentence: /^error: unknown command 'holdings'/,
    },
    {
      what: 'an output that cannot be written',
      args: ['balances', '--output', '/nowhere/at/all.csv'],
      exitCode: 1,
      sentence:
        /^\/nowhere\/at\/all\.csv cannot be written: there is no folder \/nowhere\/at; create it first\.\n$/,
    },
    {
      what: 'two tables at once',
      args: ['balances', '--local'],
      exitCode: 2,
      sentence: /^error: option '--local \[folder\]' cannot be used with option '--table <name>'/,
    },
  ])('says so of $what', async ({ args, exitCode, sentence }) => {
    const result = await ask(...args);

    expect(result.stderr).toMatch(sentence);
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).not.toMatch(/\n\s+at /);
  });

  it('is reported for --local without a local history', async () => {
    const result = await report(['balances', '--local'], NOW);

    expect(result).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: '--local only works as npm run report.\n',
    });
  });

  it.each([
    {
      what: 'a table that does not exist',
      error: dynamoDbError('ResourceNotFoundException', 'Requested resource not found'),
      sentence: /^There is no table history-\S+ in this AWS account and region\.\n$/,
    },
    {
      what: 'a permission that is missing',
      error: dynamoDbError(
        'AccessDeniedException',
        'User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:Query',
      ),
      sentence:
        /^These AWS credentials may not read history-\S+: User: .* is not authorized to perform: dynamodb:Query\n$/,
    },
    {
      what: 'credentials that AWS refuses',
      error: dynamoDbError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ),
      sentence:
        /^AWS does not accept these credentials: The security token included in the request is invalid\.\n$/,
    },
  ])('says so of $what', async ({ error, sentence }) => {
    engine.stubAlways('Query', { before: error });

    const result = await ask('balances', '--account', 'main');

    expect(result.stderr).toMatch(sentence);
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it('is reported for an empty history, with and without --account', async () => {
    const empty = await createHistoryTable(engine.client);

    for (const named of [[], ['--account', 'main']]) {
      for (const command of ['balances', 'history', 'gaps', 'html']) {
        const output = command === 'html' ? ['--output', temporaryFile('page.html')] : [];
        const result = await report([command, ...named, ...output, '--table', empty], NOW);

        const stderr = `There is no history in ${empty} yet.\n`;
        expect(result).toMatchObject({ exitCode: 1, stdout: '', stderr });
      }
    }
  });

  it('is reported for a missing region', async () => {
    process.env.AWS_CONFIG_FILE = process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
    delete process.env.AWS_REGION;
    expect((await ask('balances')).stderr).toBe(
      'There is no AWS region to look in; set AWS_REGION, or the region of your AWS profile.\n',
    );
  });

  describe('finding the table through the outputs of the stack', () => {
    const answering = async (status: number, xml: string) => {
      const cloudFormation = await listen(async (_request, response) => {
        response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
      });
      process.env.AWS_ENDPOINT_URL_CLOUDFORMATION = cloudFormation.url;
      return cloudFormation;
    };

    it('reads the table of the stack’s output', async () => {
      const output = `<member><OutputKey>TableName</OutputKey><OutputValue>${table}</OutputValue></member>`;
      const stack = `<Stacks><member><Outputs>${output}</Outputs></member></Stacks>`;
      const cloudFormation = await answering(
        200,
        `<DescribeStacksResponse><DescribeStacksResult>${stack}</DescribeStacksResult></DescribeStacksResponse>`,
      );

      const result = await report(['gaps', '--account', 'main', '--format', 'json'], NOW);

      expect(JSON.parse(result.stdout)).toMatchObject({ account: 'main', due: 12 });
      await cloudFormation.stop();
    });

    it('is reported where the stack does not exist', async () => {
      const message = '<Code>ValidationError</Code><Message>Stack with id Nowhere does not exist</Message>';
      const cloudFormation = await answering(
        400,
        `<ErrorResponse><Error><Type>Sender</Type>${message}</Error></ErrorResponse>`,
      );

      const result = await report(['gaps', '--stack', 'Nowhere'], NOW);

      expect(result).toMatchObject({ exitCode: 1, stdout: '' });
      expect(result.stderr).toBe(
        'There is no stack Nowhere in this AWS account and region; name it by --stack, or give --table (or --local).\n',
      );
      await cloudFormation.stop();
    });
  });

  it('is reported for missing credentials', async () => {
    process.env.AWS_CONFIG_FILE = process.env.AWS_SHARED_CREDENTIALS_FILE = '/dev/null';
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    delete process.env.AWS_ACCESS_KEY_ID;
    delete process.env.AWS_SECRET_ACCESS_KEY;

    const result = await ask('balances');

    expect(result.stderr).toMatch(/^There are no AWS credentials; sign in, or set AWS_PROFILE, .*\.\n$/);
    expect(result.exitCode).toBe(1);
  });

  it('does not occur for throttling and truncated responses, which are retried', async () => {
    engine.stub(
      'Query',
      { before: dynamoDbError('ThrottlingException') },
      { before: { fault: 'truncated-body' } },
      { before: { fault: 'reset' } },
    );

    const result = await ask('balances', '--account', 'main', '--format', 'json');

    expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('further back') });
    expect(JSON.parse(result.stdout)).toMatchObject({ slot: '2026-01-01T08:00:00Z' });
  }, 30_000);

  it('leaves the existing file unchanged and no temporary file', async () => {
    const file = temporaryFile('kept.json');
    writeFileSync(file, 'older');
    engine.stubAlways('Query', { before: dynamoDbError('AccessDeniedException') });

    await ask('history', '--account', 'main', '--format', 'json', '--output', file);

    expect(readdirSync(dirname(file))).toEqual(['kept.json']);
    expect(readFileSync(file, 'utf8')).toBe('older');
  });
});
