/** The CDK app: reads the configuration and builds the stack, for the CLI, the local stack and the tests. */
import { App, CfnResource, Validations } from 'aws-cdk-lib';
import project from '../cdk.json';
import { type Config, InvalidConfig, MAX_RESOURCES, readConfig } from './config';
import { SnapshotStack } from './snapshot-stack';

export type SnapshotAppOptions = {
  /** Settings that override those of cdk.json, as `-c key=value` does. */
  context?: Record<string, unknown>;
  /** Folder for the cloud assembly; by default the CLI's, or a temporary one. */
  outdir?: string;
};

/** Builds the app, ready for `.synth()`. Throws `InvalidConfig` where a setting is wrong. */
export function createSnapshotApp({ context, outdir }: SnapshotAppOptions = {}): App {
  // The App merges the CLI's context (cdk.json and -c) over this one; without the CLI cdk.json applies as well.
  const app = new App({ context: { ...project.context, ...context }, outdir });
  if (process.env.CDK_VALIDATION !== 'false') addValidation(app);
  const config = readConfig(app.node.getAllContext());
  checkResourceCount(new SnapshotStack(app, config), config);
  return app;
}

/** Throws `InvalidConfig` where the stack exceeds CloudFormation's limit, although each setting alone is valid. */
function checkResourceCount(stack: SnapshotStack, config: Config): void {
  const count = stack.node.findAll().filter(CfnResource.isCfnResource).length;
  if (count <= MAX_RESOURCES) return;
  throw new InvalidConfig(
    `A stack must have at most ${MAX_RESOURCES} resources, got ${count}: ${describeResources(config)}. Let accounts share a ` +
      'secretName, use one mailing list, or deploy some accounts with another stackName.',
  );
}

/** What an operator can reduce: each account needs a schedule, and a secret unless it names one. */
function describeResources({ accounts, alarmEmails = [], egress }: Config): string {
  const secrets = accounts.filter((account) => account.secretName === undefined).length;
  return `${accounts.length} accounts, ${secrets} secrets, ${alarmEmails.length} alarmEmails, egress ${egress}`;
}

/** Findings of cdk-nag fail the synth, as those of CDK's own rules do, which cdk.json enables. */
function addValidation(app: App): void {
  // Loading takes half a second, so it is skipped without validation, as in npm start.
  const { AwsSolutionsChecks }: typeof import('cdk-nag') = require('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
