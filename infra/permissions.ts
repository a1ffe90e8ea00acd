/** The policy statements of this stack: exact actions on exact resources, TLS only. */
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Allows these actions on these resources. */
export const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

/** Denies every request that does not use TLS. */
export const denyWithoutTls = () =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['*'],
    resources: ['*'],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
