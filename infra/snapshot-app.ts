/** The CDK app: configuration in, one checked stack out. The CLI, the embedded stack and the tests all start here. */
import { App, CfnResource, Validations } from 'aws-cdk-lib';
import project from '../cdk.json';
import { type Config, InvalidConfig, MAX_RESOURCES, readConfig } from './config';
import { SnapshotStack } from './snapshot-stack';

export type SnapshotAppOptions = {
  /** Settings that go before those of cdk.json, as `-c key=value` does. */
  context?: Record<string, unknown>;
  /** Folder for the cloud assembly; a temporary one where it is absent and the CLI names none. */
  outdir?: string;
};

/** Builds the app, ready for `.synth()`. Throws one sentence where a setting is wrong. */
export function snapshotApp({ context, outdir }: SnapshotAppOptions = {}): App {
  // The CLI's own context (cdk.json and -c) is laid over this by the App; run in process, cdk.json counts all the same.
  const app = new App({ context: { ...project.context, ...context }, outdir });
  if (process.env.CDK_VALIDATION !== 'false') validate(app);
  const config = readConfig(app.node.getAllContext());
  checkResourceCount(new SnapshotStack(app, config), config);
  return app;
}

/** Throws one sentence where the stack has more resources than CloudFormation takes; each setting alone may be allowed. */
function checkResourceCount(stack: SnapshotStack, { accounts, alarmEmails = [], egress }: Config): void {
  const count = stack.node.findAll().filter(CfnResource.isCfnResource).length;
  if (count <= MAX_RESOURCES) return;
  throw new InvalidConfig(
    `A stack must have at most ${MAX_RESOURCES} resources, got ${count} from ${accounts.length} accounts, ` +
      `${alarmEmails.length} alarmEmails and egress ${egress}; deploy some accounts with another stackName, or ` +
      'replace the addresses by one mailing list.',
  );
}

/** Makes a finding of cdk-nag fail the synth, as one of CDK's own rules does, which are switched on in cdk.json. */
function validate(app: App): void {
  // Loading it takes half a second: not where validation is switched off, as in npm start.
  const { AwsSolutionsChecks }: typeof import('cdk-nag') = require('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
