/** Names the permission that a refused AWS call needs. */
import { CommandError } from './errors';

/** JSON services add the suffix to the error's name, CloudFormation does not. */
const DENIED = ['AccessDeniedException', 'AccessDenied'];

/**
 * Awaits a call that needs the permission for `action`, e.g. `dynamodb:PutItem`. A refusal is thrown as one sentence with
 * the action that AWS names (it may be another, such as `kms:Decrypt` of the table's key), or else with `action`.
 */
export async function withPermission<T>(action: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw missingPermission(action, error as Error) ?? error;
  }
}

/** The error to show where AWS refused `action`; undefined for any other error. */
export function missingPermission(action: string, { name, message }: Error): CommandError | undefined {
  if (!DENIED.includes(name)) return undefined;
  const named = /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? action;
  return new CommandError(`These AWS credentials lack the permission ${named}: ${message}`);
}
