/** The stack's template, synthesized without bundling, for the tests in this folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { createSnapshotApp } from '../../infra/snapshot-app';

/** Three accounts with different kinds of schedules, and no setting at its default. */
export const THREE_ACCOUNTS = {
  accounts: [
    {
      id: 'desk',
      schedule: 'cron(0/15 8-17 ? * MON-FRI *)',
      timezone: 'Europe/Berlin',
      maxLatenessSeconds: 600,
    },
    { id: 'fund', schedule: 'rate(6 hours)' },
    { id: 'old-one', schedule: 'cron(30 23 L * ? *)', secretName: 'team/bingx' },
  ],
  egress: 'nat',
  retentionDays: 3650,
  alarmEmails: ['ops@example.com'],
};

type Resource = {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is untyped JSON.
  Properties: any;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

/** The template with these settings over those of cdk.json. */
export function templateWith(context: Record<string, unknown> = {}): Template {
  return Template.fromJSON(withoutValidation(() => unbundled(context).synth()).stacks[0]?.template);
}

/** The warnings that the synth prints. */
export const warningsWith = (context: Record<string, unknown>): string[] =>
  withoutValidation(() => unbundled(context))
    .node.findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === ArtifactMetadataEntryType.WARN)
    .map(({ data }) => String(data));

/** Skips the validators, which are slow; validation.test.ts tests them. */
function withoutValidation<T>(synth: () => T): T {
  process.env.CDK_VALIDATION = 'false';
  try {
    return synth();
  } finally {
    delete process.env.CDK_VALIDATION;
  }
}

/** CDK would create a temporary folder for each app and leave it. */
const assemblies = mkdtempSync(join(tmpdir(), 'assemblies-'));
afterAll(() => rmSync(assemblies, { recursive: true }));

/** The app as the CLI runs it, without bundling; tests may add constructs. */
export const unbundled = (context: Record<string, unknown> = {}) =>
  createSnapshotApp({
    context: { 'aws:cdk:bundling-stacks': [], ...context },
    outdir: mkdtempSync(join(assemblies, 'cdk.out-')),
  });

/** The resources of one type. */
export const all = (template: Template, type: string): Resource[] =>
  Object.values(template.toJSON().Resources as Record<string, Resource>).filter(({ Type }) => Type === type);

/** The only resource of its type. */
export const the = (template: Template, type: string): Resource => only(all(template, type));

/** The only one of `resources`. */
export function only(resources: Resource[]): Resource {
  const [first, second] = resources;
  if (!first || second) throw new Error(`expected exactly one resource, got ${resources.length}`);
  return first;
}

/** The properties of the snapshot function, or of a resource that configures it. The monitor has the same types. */
export const snapshotProperties = (template: Template, type: string): Resource['Properties'] =>
  only(
    Object.entries(template.toJSON().Resources as Record<string, Resource>)
      .filter(([id, resource]) => id.startsWith('Snapshot') && resource.Type === type)
      .map(([, resource]) => resource),
  ).Properties;
