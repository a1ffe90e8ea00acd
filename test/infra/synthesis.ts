/** The stack's template for the tests in this folder: what the CLI synthesizes, but without bundling. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { snapshotApp } from '../../infra/snapshot-app';

/** Three accounts, each with another kind of schedule, and every setting away from its default. */
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
  // biome-ignore lint/suspicious/noExplicitAny: a template is untyped JSON, and the tests look into all corners of it.
  Properties: any;
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
};

/** The template of the stack under the settings of cdk.json and these. */
export function templateWith(context: Record<string, unknown> = {}): Template {
  return Template.fromJSON(unchecked(() => unbundled(context).synth()).stacks[0]?.template);
}

/** The warnings that the synth prints. */
export function warningsWith(context: Record<string, unknown>): string[] {
  const { messages = [] } = unchecked(() => unbundled(context).synth()).stacks[0] ?? {};
  return messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data));
}

/** Leaves out the validators, which take longer than all the rest; validation.test.ts is about them. */
function unchecked<T>(synth: () => T): T {
  process.env.CDK_VALIDATION = 'false';
  try {
    return synth();
  } finally {
    delete process.env.CDK_VALIDATION;
  }
}

/** CDK makes a temporary folder for each app that names none, and leaves it. */
const assemblies = mkdtempSync(join(tmpdir(), 'assemblies-'));
afterAll(() => rmSync(assemblies, { recursive: true }));

/** An app as the CLI would run it, but for the bundling; tests may still add to it. */
export const unbundled = (context: Record<string, unknown> = {}) =>
  snapshotApp({
    context: { 'aws:cdk:bundling-stacks': [], ...context },
    outdir: mkdtempSync(join(assemblies, 'cdk.out-')),
  });

/** The resources of one type. */
export const all = (template: Template, type: string): Resource[] =>
  Object.values(template.toJSON().Resources as Record<string, Resource>).filter(({ Type }) => Type === type);

/** The one resource of its type. */
export function the(template: Template, type: string): Resource {
  const [only, another] = all(template, type);
  if (!only || another) throw new Error(`the template wants one ${type}`);
  return only;
}
