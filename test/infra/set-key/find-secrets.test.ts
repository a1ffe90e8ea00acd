/** Finds the secrets of a stack, and the accounts that read them, in its template. */
import { secretsOfTemplate } from '../../../infra/set-key/find-secrets';
import { THREE_ACCOUNTS, templateWith } from '../synthesis';

it('finds the secret of each account in the template that is deployed', () => {
  const secrets = secretsOfTemplate(templateWith(THREE_ACCOUNTS).toJSON());

  expect([...secrets]).toEqual([
    ['desk', 'balance-snapshots/desk'],
    ['fund', 'balance-snapshots/fund'],
    ['old-one', 'team/bingx'],
  ]);
});

it('ignores the schedules of other functions', () => {
  const schedule = (Input: unknown) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: { Target: { Input } },
  });
  const Resources = {
    Snapshot: schedule('{"account":"main","secretId":"s","slot":"<aws.scheduler.scheduled-time>"}'),
    Monitor: schedule('{"slot":"<aws.scheduler.scheduled-time>","accounts":[{"id":"main"}]}'),
    Other: schedule({ 'Fn::Sub': '{}' }),
  };

  expect([...secretsOfTemplate({ Resources })]).toEqual([['main', 's']]);
});
