/** Names the permission that a call to AWS lacked. */
import { ReportError } from '../report/errors';

/** JSON services name the error with a suffix, CloudFormation does not. */
const DENIED = ['AccessDeniedException', 'AccessDenied'];

/**
 * Awaits a call that needs the permission for `action`, e.g. `dynamodb:PutItem`. A refusal becomes one sentence with the
 * action that AWS names (it may be another, such as `kms:Decrypt` of the table's key), or else this one.
 */
export async function withPermission<T>(action: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw missingPermission(action, error as Error) ?? error;
  }
}

/** The sentence for an error that refuses `action`; undefined for any other error. */
export function missingPermission(action: string, { name, message }: Error): ReportError | undefined {
  if (!DENIED.includes(name)) return undefined;
  const [, named = action] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? [];
  return new ReportError(`These AWS credentials lack the permission ${named}: ${message}`);
}
