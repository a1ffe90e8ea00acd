/** What ops may set, its defaults, and the sentence with which a wrong setting is refused. */
import { readConfig } from '../../infra/config';

const refusal = (context: Record<string, unknown>): string => {
  try {
    readConfig(context);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};
const account = (settings: Record<string, unknown>) => ({ accounts: [{ id: 'main', ...settings }] });

describe('the configuration', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      accounts: [
        {
          id: 'main',
          schedule: 'cron(0 * * * ? *)',
          timezone: 'UTC',
          maxLatenessSeconds: 1800,
          longestGapSeconds: 3600,
        },
      ],
      egress: 'lambda',
      logRetentionDays: 400,
      memorySize: 512,
      stackName: 'BalanceSnapshots',
    });
  });

  it('reads what -c hands over as text: numbers, and lists as JSON', () => {
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
  ])('lets a snapshot of %s be late by half the interval: %i s', (schedule, maxLatenessSeconds) => {
    expect(readConfig(account({ schedule })).accounts).toMatchObject([{ maxLatenessSeconds }]);
  });

  it('accepts a schedule that is due once in four years', () => {
    expect(readConfig(account({ schedule: 'cron(0 0 29 2 ? *)' })).accounts).toMatchObject([
      { maxLatenessSeconds: 3600, longestGapSeconds: 1461 * 86_400 },
    ]);
  });

  it('tells nobody decided who is told from a decision for nobody', () => {
    expect(readConfig({})).not.toHaveProperty('alarmEmails');
    expect(readConfig({ alarmEmails: '[]' })).toMatchObject({ alarmEmails: [] });
  });

  it("leaves alone what is CDK's own", () => {
    const own = {
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/aws-iam:minimizePolicies': true,
      'cli-telemetry': false,
    };
    expect(() => readConfig(own)).not.toThrow();
  });

  it.each([
    [{ acounts: [] }, 'Setting acounts is unknown; the nearest known one is accounts.'],
    [account({ shedule: 'x' }), 'Setting accounts[0].shedule is unknown; the nearest known one is schedule.'],
    [
      { accounts: 'main' },
      'Setting accounts is "main"; it wants a list of accounts as JSON, such as [{"id":"main"}].',
    ],
    [
      { accounts: ['main'] },
      'Setting accounts[0] is "main"; it wants an account as JSON, such as {"id":"main"}.',
    ],
    [{ accounts: [] }, 'Setting accounts is []; it wants one account or more.'],
    [{ accounts: [{}] }, 'Setting accounts[0].id is missing; it wants 1 to 32 letters, digits, - or _.'],
    [account({ id: 'a b' }), 'Setting accounts[0].id is "a b"; it wants 1 to 32 letters, digits, - or _.'],
    [
      { accounts: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] },
      'Setting accounts[2].id is "a" a second time; every account wants an id of its own.',
    ],
    [
      account({ schedule: 'cron(0 * * * *)' }),
      'Setting accounts[0].schedule: schedule "cron(0 * * * *)" has 5 fields; EventBridge wants six fields, minutes ' +
        'hours day-of-month month day-of-week year, one of the two days being ?, as in cron(0 * * * ? *).',
    ],
    [
      account({ schedule: 'rate(30 seconds)' }),
      'Setting accounts[0].schedule: schedule "rate(30 seconds)" wants rate(1 minute), rate(2 hours) or rate(7 days).',
    ],
    [
      account({ schedule: 'cron(0 0 1 1 ? 2027)' }),
      'Setting accounts[0].schedule: schedule "cron(0 0 1 1 ? 2027)" is not due twice; it wants one that comes round.',
    ],
    [
      account({ schedule: 'cron(0 0 ? * 1-8 *)' }),
      'Setting accounts[0].schedule: schedule "cron(0 0 ? * 1-8 *)" has "1-8" for the day of week, which must be 1-7 or ' +
        'SUN-SAT, without steps.',
    ],
    [
      account({ schedule: `cron(${'0,'.repeat(200)}0 * * * ? *)` }),
      `Setting accounts[0].schedule: schedule "cron(${'0,'.repeat(47)}0…" must have at most 256 characters, got 417.`,
    ],
    [
      account({ timezone: 'Mars/Olympus' }),
      'Setting accounts[0].timezone: time zone "Mars/Olympus" is unknown; it wants an IANA name such as UTC or Europe/Berlin.',
    ],
    [
      account({ secretName: 'arn:aws:x' }),
      'Setting accounts[0].secretName is "arn:aws:x"; it wants the name of an existing secret, 128 characters at most, such as team/bingx.',
    ],
    [
      account({ maxLatenessSeconds: 60 }),
      'Setting accounts[0].maxLatenessSeconds is 60; it wants 180 or more.',
    ],
    [
      account({ maxLatenessSeconds: 90_000 }),
      'Setting accounts[0].maxLatenessSeconds is 90000; it wants 43260 or less.',
    ],
    [
      { alarmEmails: 'ops@example.com' },
      'Setting alarmEmails is "ops@example.com"; it wants a list as JSON, such as ["ops@example.com"].',
    ],
    [
      { alarmEmails: ['a@example.com', 'a@example.com'] },
      'Setting alarmEmails is ["a@example.com","a@example.com"]; it wants every address once.',
    ],
    [{ alarmEmails: ['ops'] }, 'Setting alarmEmails[0] is "ops"; it wants an email address.'],
    [{ egress: 'vpn' }, 'Setting egress is "vpn"; it wants lambda or nat.'],
    [
      { egress: 'nat', egressAllocationId: '192.0.2.1' },
      'Setting egressAllocationId must be the allocation id of an Elastic IP, such as eipalloc-0123456789abcdef0, got "192.0.2.1".',
    ],
    [
      { egressAllocationId: 'eipalloc-0123456789abcdef0' },
      'Setting egressAllocationId is only used with egress nat, got egress lambda; remove it or change egress.',
    ],
    [{ retentionDays: '0' }, 'Setting retentionDays is "0"; it wants 1 or more.'],
    [{ retentionDays: 1.5 }, 'Setting retentionDays is 1.5; it wants whole days.'],
    [
      { logRetentionDays: '100' },
      'Setting logRetentionDays is "100"; it wants one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, ' +
        '1096, 1827, 2192, 2557, 2922, 3288, 3653.',
    ],
    [{ memorySize: '64' }, 'Setting memorySize is "64"; it wants 128 or more.'],
    [{ tableName: 'a/b' }, 'Setting tableName is "a/b"; it wants the name of an existing table.'],
    [
      { stackName: '9lives' },
      'Setting stackName is "9lives"; it wants a letter, then up to 63 letters, digits or -.',
    ],
    [
      { accounts: Array.from({ length: 41 }, (_, i) => ({ id: `a${i}` })) },
      'Setting accounts lists more accounts than the 40 that fit into one stack, because CloudFormation takes 500 ' +
        'resources and an account needs ten; deploy the others as a stack of their own, with another stackName.',
    ],
  ])('refuses %j in one sentence', (context, sentence) => {
    expect(refusal(context)).toBe(sentence);
  });
});
