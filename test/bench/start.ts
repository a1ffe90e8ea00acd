/** Measures the start of each contender as a process: Node starts, loads the asset and exits. */
import type { FunctionSpec } from '../../infra/local/template/deployment';
import { type MeasuredProcess, measureProcess } from './measure-process';
import { interleave } from './statistics';

/** No server: preconnecting belongs to the cold run. */
const CLOSED_PORT = 'http://127.0.0.1:9';

/** Runs `entries`, name to script, in an environment like Lambda's. */
export async function measureStarts(
  entries: Record<string, string>,
  {
    nodePath,
    spec,
    rounds,
    onRun,
  }: {
    nodePath: string;
    spec: FunctionSpec;
    rounds: number;
    onRun?(): void;
  },
): Promise<Record<string, MeasuredProcess[]>> {
  const env = {
    PATH: process.env.PATH ?? '',
    AWS_REGION: 'us-east-1',
    BINGX_BASE_URL: CLOSED_PORT,
    AWS_ENDPOINT_URL_DYNAMODB: CLOSED_PORT,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: CLOSED_PORT,
    AWS_ACCESS_KEY_ID: 'EMBEDDED',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_SESSION_TOKEN: 'embedded',
    ...spec.environment,
  };
  return interleave(Object.keys(entries), { rounds, warmups: 2 }, async (name) => {
    const run = await measureProcess(nodePath, [entries[name] ?? ''], env);
    onRun?.();
    return run;
  });
}
