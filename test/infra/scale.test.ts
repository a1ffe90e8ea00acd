/** Stacks of 1, 40 and 400 accounts: resources, bytes, policies, and the limits of a stack. */
import { MAX_RESOURCES } from '../../infra/config';
import { all, templateWith, warningsWith } from './synthesis';

const MAX_TEMPLATE_BYTES = 1024 * 1024;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_INLINE_CHARACTERS = 10_240;
const MAX_MANAGED_CHARACTERS = 6_144;
const MAX_MANAGED_POLICIES = 10;

/** Hourly accounts with the longest ids; `shared` of them to a secret, or each with its own. */
const accounts = (count: number, shared?: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `account-${String(i).padStart(24, '0')}`,
    ...(shared ? { secretName: `bingx/keys-${Math.floor(i / shared)}` } : {}),
  }));

const resourcesOf = (context: Record<string, unknown>) =>
  Object.keys(templateWith(context).toJSON().Resources).length;

/** A policy document as IAM counts it, with ARNs of the partition and region with the longest names. */
function characters(document: unknown): number {
  const resolved = JSON.stringify(document)
    .replaceAll(
      /\{"(Ref|Fn::GetAtt)":(?:"([^"]*)"|\["([^"]*)","[^"]*"\])\}/g,
      (_, _kind, ref = '', resource = '') =>
        JSON.stringify(
          `${ref}${resource}`.startsWith('AWS::')
            ? 'ap-southeast-2'
            : `arn:aws-us-gov:secretsmanager:ap-southeast-2:123456789012:secret:balance-snapshots/${'x'.repeat(32)}-abcdef`,
        ),
    )
    .replaceAll(/\s/g, '');
  return resolved.length;
}

describe.each([
  { count: 1, shared: undefined },
  { count: 40, shared: undefined },
  { count: 200, shared: undefined },
  { count: 400, shared: 200 },
])('a stack of $count accounts, $shared to a secret', ({ count, shared }) => {
  // Egress nat needs the most resources.
  const template = templateWith({
    accounts: accounts(count, shared),
    egress: 'nat',
    alarmEmails: ['a@example.com', 'b@example.com'],
  });

  it('stays within the resources and bytes that CloudFormation allows', () => {
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(MAX_RESOURCES);
    expect(JSON.stringify(template.toJSON(), null, 1).length).toBeLessThan(MAX_TEMPLATE_BYTES);
  });

  it('has seven alarms and one dashboard', () => {
    expect(all(template, 'AWS::CloudWatch::Alarm')).toHaveLength(7);
    expect(all(template, 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });

  it('stays within the size limits of inline and managed policies', () => {
    const inline = all(template, 'AWS::IAM::Policy');
    const role = (id: string) =>
      inline.filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(id));
    for (const id of ['SnapshotRole', 'MonitorRole', 'SchedulerRole']) {
      const sizes = role(id).map(({ Properties }) => characters(Properties.PolicyDocument));
      expect(sizes.reduce((a, b) => a + b, 0)).toBeLessThan(MAX_INLINE_CHARACTERS);
    }
    const managed = all(template, 'AWS::IAM::ManagedPolicy');
    expect(managed.filter(({ Properties }) => Properties.Roles).length).toBeLessThanOrEqual(
      MAX_MANAGED_POLICIES,
    );
    for (const { Properties } of managed) {
      expect(characters(Properties.PolicyDocument)).toBeLessThan(MAX_MANAGED_CHARACTERS);
    }
  });

  it('allows reading each secret exactly once', () => {
    const statements = [...all(template, 'AWS::IAM::Policy'), ...all(template, 'AWS::IAM::ManagedPolicy')]
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');
    const resources = statements
      .flatMap(({ Resource }) => Resource)
      .map((resource) => JSON.stringify(resource));
    expect(resources).toHaveLength(shared ? count / shared : count);
    expect(new Set(resources).size).toBe(resources.length);
  });

  it('passes all accounts to the monitor', () => {
    const inputs = all(template, 'AWS::Scheduler::Schedule').map(({ Properties }) =>
      JSON.parse(Properties.Target.Input),
    );
    const monitored = inputs.flatMap((input) => input.accounts ?? []);
    expect(monitored.map(({ id }) => id)).toEqual(accounts(count).map(({ id }) => id));
  });
});

describe('an account', () => {
  it.each([
    { shared: undefined, resources: 2, needs: 'a schedule and a secret' },
    { shared: 10, resources: 1, needs: 'a schedule where it shares a secret' },
  ])('needs $needs', ({ shared, resources }) => {
    const [two, three] = [2, 3].map((count) => resourcesOf({ accounts: accounts(count, shared) }));
    expect((three ?? 0) - (two ?? 0)).toBe(resources);
  });
});

describe('a stack that exceeds a limit', () => {
  it('is rejected with the resources that it would have', () => {
    const used = resourcesOf({ accounts: accounts(1, 1), egress: 'nat' }) - 1;
    const fitting = accounts(MAX_RESOURCES - used, 500);

    expect(resourcesOf({ accounts: fitting, egress: 'nat' })).toBe(MAX_RESOURCES);
    expect(() => templateWith({ accounts: fitting, egress: 'nat', alarmEmails: ['a@example.com'] })).toThrow(
      `A stack must have at most 500 resources, got 501: ${fitting.length} accounts, 0 secrets, 1 alarmEmails, egress nat. Let`,
    );
  });

  it('is reported where the keys of all accounts do not fit into their shared secret', () => {
    const alarmEmails: string[] = [];
    expect(warningsWith({ alarmEmails, accounts: accounts(270, 270) })).toEqual([]);
    expect(warningsWith({ alarmEmails, accounts: accounts(320, 320) })).toEqual([
      expect.stringMatching(
        /^Secret bingx\/keys-0 is shared by 320 accounts, whose keys need about \d+ bytes;/,
      ),
    ]);
  });
});
