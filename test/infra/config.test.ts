/** The settings, their defaults, and the sentence that rejects a wrong one. */
import { join } from 'node:path';
import { expressionError } from '../../functions/schedule/expression';
import { readConfig } from '../../infra/config';

const configError = (context: Record<string, unknown>): string => {
  try {
    readConfig(context);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
};
const account = (settings: Record<string, unknown>) => ({ accounts: [{ id: 'main', ...settings }] });

describe('the configuration', () => {
  it('has a default for each setting', () => {
    expect(readConfig({})).toEqual({
      accounts: [
        {
          id: 'main',
          schedule: 'cron(0 * * * ? *)',
          timezone: 'UTC',
          maxLatenessSeconds: 1800,
          wallets: ['spot', 'fund', 'USDTMPerp', 'coinMPerp', 'stdFutures'],
        },
      ],
      analytics: false,
      dashboard: true,
      egress: 'lambda',
      logRetentionDays: 400,
      memorySize: 512,
      stackName: 'BalanceSnapshots',
    });
  });

  it('reads numbers and lists from text, as -c passes them', () => {
    const config = readConfig({
      accounts: '[{"id":"desk","schedule":"rate(6 hours)"}]',
      alarmEmails: '["ops@example.com"]',
      retentionDays: '3650',
      logRetentionDays: '731',
      memorySize: '1024',
    });
    expect(config).toMatchObject({
      accounts: [{ id: 'desk', schedule: 'rate(6 hours)' }],
      alarmEmails: ['ops@example.com'],
      retentionDays: 3650,
      logRetentionDays: 731,
      memorySize: 1024,
    });
  });

  it.each([
    ['rate(1 minute)', 180],
    ['rate(30 minutes)', 900],
    ['cron(0 * * * ? *)', 1800],
    ['cron(0 0,1 * * ? *)', 1800],
    ['rate(1 day)', 3600],
  ])('allows a snapshot of %s to be late by half the interval: %i s', (schedule, maxLatenessSeconds) => {
    expect(readConfig(account({ schedule })).accounts).toMatchObject([{ maxLatenessSeconds }]);
  });

  it('accepts a schedule that is due once in four years', () => {
    expect(readConfig(account({ schedule: 'cron(0 0 29 2 ? *)' })).accounts).toMatchObject([
      { maxLatenessSeconds: 3600 },
    ]);
  });

  it('always includes spot, and orders the wallets', () => {
    expect(readConfig(account({ wallets: ['USDTMPerp', 'fund', 'fund'] })).accounts).toMatchObject([
      { wallets: ['spot', 'fund', 'USDTMPerp'] },
    ]);
  });

  it('reads the accounts from accountsFile, relative to cdk.json or absolute, in place of accounts', () => {
    const file = 'test/infra/accounts.json';
    for (const accountsFile of [file, join(process.cwd(), file)]) {
      const { accounts } = readConfig({ accounts: [{ id: 'other' }], accountsFile });
      expect(accounts.map(({ id, schedule }) => [id, schedule])).toEqual([
        ['main', 'cron(0 * * * ? *)'],
        ['desk', 'rate(6 hours)'],
      ]);
    }
  });

  it('distinguishes an unset alarmEmails from an empty list', () => {
    expect(readConfig({})).not.toHaveProperty('alarmEmails');
    expect(readConfig({ alarmEmails: '[]' })).toMatchObject({ alarmEmails: [] });
  });

  it("ignores CDK's own context keys", () => {
    const own = {
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/aws-iam:minimizePolicies': true,
      'cli-telemetry': false,
    };
    expect(() => readConfig(own)).not.toThrow();
  });

  it.each(['cli-telemetry2', 'my-cli-telemetry'])('rejects %s, which only resembles one of them', (key) => {
    expect(configError({ [key]: false })).toMatch(`Setting ${key} is unknown`);
  });

  it('names the error of the file as the cause', () => {
    const read = () => readConfig({ accountsFile: 'no-such-file.json' });

    expect(read).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ code: 'ENOENT', syscall: 'open' }) }),
    );
  });

  it.each([
    [{ acounts: [] }, 'Setting acounts is unknown; the nearest known one is accounts.'],
    [account({ shedule: 'x' }), 'Setting accounts[0].shedule is unknown; the nearest known one is schedule.'],
    [
      { accounts: 'main' },
      'Setting accounts must be a list of accounts as JSON, such as [{"id":"main"}], got "main".',
    ],
    [
      { accounts: ['main'] },
      'Setting accounts[0] must be an account as JSON, such as {"id":"main"}, got "main".',
    ],
    [{ accounts: [] }, 'Setting accounts must list at least 1 account, got 0.'],
    [{ accounts: [{}] }, 'Setting accounts[0].id is required and must be 1 to 32 letters, digits, - or _.'],
    [account({ id: 'a b' }), 'Setting accounts[0].id must be 1 to 32 letters, digits, - or _, got "a b".'],
    [
      { accounts: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] },
      'Setting accounts[2].id must be unique among the accounts, got "a".',
    ],
    [
      account({ schedule: 'cron(0 0 1 1 ? 2027)' }),
      'Setting accounts[0].schedule must be due more than once, got "cron(0 0 1 1 ? 2027)".',
    ],
    [
      account({ schedule: 3600 }),
      'Setting accounts[0].schedule must be text such as cron(0 * * * ? *) or rate(1 hour), got 3600.',
    ],
    [
      account({ timezone: 'Mars/Olympus' }),
      'Setting accounts[0].timezone must be an IANA time zone such as Europe/Berlin, got "Mars/Olympus".',
    ],
    [
      account({ secretName: 'arn:aws:x' }),
      'Setting accounts[0].secretName must be the name of an existing secret, at most 128 characters, such as team/bingx, ' +
        'got "arn:aws:x".',
    ],
    [
      account({ maxLatenessSeconds: 60 }),
      'Setting accounts[0].maxLatenessSeconds must be at least 180, got 60.',
    ],
    [
      account({ maxLatenessSeconds: 90_000 }),
      'Setting accounts[0].maxLatenessSeconds must be at most 43260, got 90000.',
    ],
    [
      { alarmEmails: 'ops@example.com' },
      'Setting alarmEmails must be a list as JSON, such as ["ops@example.com"], got "ops@example.com".',
    ],
    [
      { alarmEmails: ['a@example.com', 'a@example.com'] },
      'Setting alarmEmails must list each address once, got ["a@example.com","a@example.com"].',
    ],
    [{ alarmEmails: ['ops'] }, 'Setting alarmEmails[0] must be an email address, got "ops".'],
    [{ runbookUrl: 'RUNBOOK.md' }, 'Setting runbookUrl must be an http or https address, got "RUNBOOK.md".'],
    [
      { runbookUrl: 'https://wiki.example.com/runbook#alarms' },
      'Setting runbookUrl must be an address without a #fragment, got "https://wiki.example.com/runbook#alarms".',
    ],
    [{ egress: 'vpn' }, 'Setting egress must be lambda or nat, got "vpn".'],
    [
      { egress: 'nat', egressAllocationId: '192.0.2.1' },
      'Setting egressAllocationId must be the allocation id of an Elastic IP, such as eipalloc-0123456789abcdef0, got "192.0.2.1".',
    ],
    [
      { egressAllocationId: 'eipalloc-0123456789abcdef0' },
      'Setting egressAllocationId is only used with egress nat, got egress lambda; remove it or change egress.',
    ],
    [{ retentionDays: '0' }, 'Setting retentionDays must be at least 1, got "0".'],
    [{ retentionDays: 1.5 }, 'Setting retentionDays must be an integer, got 1.5.'],
    [
      { logRetentionDays: '100' },
      'Setting logRetentionDays must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, ' +
        '1096, 1827, 2192, 2557, 2922, 3288, 3653, got "100".',
    ],
    [{ memorySize: 64 }, 'Setting memorySize must be at least 128, got 64.'],
    [{ tableName: 'a/b' }, 'Setting tableName must be the name of an existing table, got "a/b".'],
    [
      { stackName: '9lives' },
      'Setting stackName must be a letter followed by at most 63 letters, digits or -, got "9lives".',
    ],
    [
      { accounts: Array.from({ length: 501 }, (_, i) => ({ id: `a${i}` })) },
      'Setting accounts must list at most 500 accounts, as many as a stack has resources, got 501.',
    ],
    [{ dashboard: 'no' }, 'Setting dashboard must be true or false, got "no".'],
    [
      account({ wallets: ['copyTrading'] }),
      'Setting accounts[0].wallets[0] must be one of spot, fund, USDTMPerp, coinMPerp, stdFutures, got "copyTrading".',
    ],
    [
      account({ wallets: 'spot' }),
      'Setting accounts[0].wallets must be a list of wallets such as ["spot","fund","USDTMPerp","coinMPerp","stdFutures"], ' +
        'got "spot".',
    ],
    [{ accountsFile: 7 }, 'Setting accountsFile must be a JSON file with a list of accounts, got 7.'],
    [
      { accountsFile: 'no-such-file.json' },
      'Setting accountsFile must be a JSON file with a list of accounts, got "no-such-file.json": it cannot be read (ENOENT).',
    ],
    [
      { accountsFile: 'README.md' },
      'Setting accountsFile must be a JSON file with a list of accounts, got "README.md": it is not valid JSON.',
    ],
    [
      { accountsFile: 'tsconfig.json' },
      expect.stringMatching(
        /^Setting accounts in tsconfig.json must be a list of accounts as JSON, such as .*, got \{/,
      ),
    ],
  ])('rejects %j in one sentence', (context, sentence) => {
    expect(configError(context)).toEqual(sentence);
  });

  it.each(['cron(0 * * * *)', 'rate(30 seconds)', 'cron(0 0 ? * 1-8 *)'])(
    'rejects %s with the reason, as EventBridge would',
    (schedule) => {
      expect(configError(account({ schedule }))).toBe(
        `Setting accounts[0].schedule is invalid: "${schedule}" ${expressionError(schedule)}.`,
      );
    },
  );

  it('quotes no more than 100 characters of a value', () => {
    expect(configError(account({ schedule: `cron(${'0,'.repeat(200)}0 * * * ? *)` }))).toBe(
      `Setting accounts[0].schedule is invalid: "cron(${'0,'.repeat(47)}0…" must have at most 256 characters, got 417.`,
    );
  });
});
