/** Which secret each account of a deployed stack reads its key from: what its schedule sends to the function. */
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { CommandError } from '../../functions/cli/errors';
import { withPermission } from '../../functions/cli/permission';

const template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});
const schedule = z.object({ Target: z.object({ Input: z.string() }) });
const snapshotEvent = z.object({ account: z.string(), secretId: z.string() });

/** account → secret. Throws one sentence where the stack does not exist. */
export async function secretsOfStack(stackName: string): Promise<Map<string, string>> {
  const client = new CloudFormationClient({});
  try {
    const command = new GetTemplateCommand({ StackName: stackName });
    const { TemplateBody = '' } = await withPermission('cloudformation:GetTemplate', client.send(command));
    return secretsOfTemplate(JSON.parse(TemplateBody));
  } catch (error) {
    if (!/does not exist/.test((error as Error).message)) throw error;
    throw new CommandError(
      `There is no stack ${stackName} in this AWS account and region; name it by --stack, or the secret by --secret.`,
    );
  } finally {
    client.destroy();
  }
}

/** Schedules of other functions have other events. */
export function secretsOfTemplate(body: unknown): Map<string, string> {
  const secrets = new Map<string, string>();
  for (const { Type, Properties } of Object.values(template.parse(body).Resources)) {
    if (Type !== 'AWS::Scheduler::Schedule') continue;
    const input = schedule.safeParse(Properties).data?.Target.Input;
    const event = input === undefined ? undefined : snapshotEvent.safeParse(JSON.parse(input)).data;
    if (event) secrets.set(event.account, event.secretId);
  }
  return secrets;
}
