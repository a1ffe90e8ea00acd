/** How this stack writes its permissions: each action and each resource by name, and TLS only. */
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Allows these actions on these resources. */
export const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

/** Refuses whatever else is allowed where it would not go over TLS. */
export const denyWithoutTls = () =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['*'],
    resources: ['*'],
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
