/** The deployment that a local command runs: of a cloud assembly that exists, or of a new one. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Deployment, readDeployment } from './deployment';
import { synthesize } from './synthesize';

export type LoadOptions = {
  /** Path of a cloud assembly of `cdk synth`, used instead of synthesizing. */
  assembly?: string;
  signal: AbortSignal;
  log(text: string): void;
};

/** The help text of the option that sets `assembly`. */
export const ASSEMBLY_HELP = 'use this cloud assembly of cdk synth instead of synthesizing';

/** Reads the assembly, or synthesizes one into `cdk.out` in `folder`, in place of the former one. */
export async function loadDeployment(
  folder: string,
  { assembly, signal, log }: LoadOptions,
): Promise<Deployment> {
  if (assembly !== undefined) return readDeployment(resolve(assembly));
  log('Synthesizing the stack that cdk deploy would deploy');
  const assemblies = join(folder, 'cdk.out');
  rmSync(assemblies, { recursive: true, force: true, maxRetries: 5 });
  // A folder of this run's own: a killed run may have left its synthesis running.
  return synthesize(join(assemblies, String(process.pid)), { signal });
}
