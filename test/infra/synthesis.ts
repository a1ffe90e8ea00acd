/** A template of the stack for the tests in this folder: no CLI, no bundling. */
import { Template } from 'aws-cdk-lib/assertions';
import { snapshotApp } from '../../infra/snapshot-app';

/** The template of the stack under the settings of cdk.json and these. */
export function templateWith(context: Record<string, unknown> = {}): Template {
  const assembly = snapshotApp({ context: { 'aws:cdk:bundling-stacks': [], ...context } }).synth();
  return Template.fromJSON(assembly.stacks[0]?.template);
}
