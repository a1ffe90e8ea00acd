/** The largest stack: resources, size and policies. */
import { MAX_ACCOUNTS, MAX_RESOURCES } from '../../infra/config';
import { templateWith } from './synthesis';

describe('the largest stack', () => {
  // Each account has its own secret; egress nat needs the most resources.
  const accounts = Array.from({ length: MAX_ACCOUNTS }, (_, i) => ({
    id: `account-${i}`,
    schedule: 'rate(1 hour)',
  }));
  const template = templateWith({ accounts, egress: 'nat', alarmEmails: ['a@example.com', 'b@example.com'] });

  it('stays within the resources and bytes that CloudFormation allows', () => {
    const resources = Object.keys(template.toJSON().Resources);
    expect(resources.length).toBeLessThanOrEqual(MAX_RESOURCES);
    expect(JSON.stringify(template.toJSON()).length).toBeLessThan(1024 * 1024);
  });

  it('rejects the first mail address that exceeds the resource limit', () => {
    const emails = (count: number) => Array.from({ length: count }, (_, i) => `ops-${i}@example.com`);
    const withEmails = (count: number) =>
      templateWith({ accounts, egress: 'nat', alarmEmails: emails(count) });

    expect(Object.keys(withEmails(58).toJSON().Resources)).toHaveLength(MAX_RESOURCES);
    expect(() => withEmails(59)).toThrow(
      'A stack must have at most 500 resources, got 501 from 40 accounts, 59 alarmEmails and egress nat;',
    );
  });

  it('keeps inline policies within the size limit of a role', () => {
    const policies = JSON.stringify(Object.values(template.findResources('AWS::IAM::Policy')));
    expect(policies.length).toBeLessThan(10_240);
  });

  it('needs ten resources for each further account', () => {
    const count = (n: number) =>
      Object.keys(templateWith({ accounts: accounts.slice(0, n) }).toJSON().Resources).length;
    expect(count(3) - count(2)).toBe(10);
  });
});
