/** The largest stack that fits, and the refusal of one account more. */
import { MAX_ACCOUNTS } from '../../infra/config';
import { templateWith } from './synthesis';

describe('the largest stack', () => {
  // Every account with a secret of its own, and the egress that needs the most.
  const accounts = Array.from({ length: MAX_ACCOUNTS }, (_, i) => ({
    id: `account-${i}`,
    schedule: 'rate(1 hour)',
  }));
  const template = templateWith({ accounts, egress: 'nat', alarmEmails: ['a@example.com', 'b@example.com'] });

  it('stays within the resources and the bytes that CloudFormation takes', () => {
    const resources = Object.keys(template.toJSON().Resources);
    expect(resources.length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(template.toJSON()).length).toBeLessThan(1024 * 1024);
  });

  it('keeps its inline policies within the characters that IAM takes for a role', () => {
    const policies = JSON.stringify(Object.values(template.findResources('AWS::IAM::Policy')));
    expect(policies.length).toBeLessThan(10_240);
  });

  it('needs ten resources for each further account', () => {
    const count = (n: number) =>
      Object.keys(templateWith({ accounts: accounts.slice(0, n) }).toJSON().Resources).length;
    expect(count(3) - count(2)).toBe(10);
  });
});
