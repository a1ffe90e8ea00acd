/** Synthesizes the stack as `cdk synth` does, without the CLI and the user's AWS settings. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createPrivateFolder, makePrivate } from '../../private-folder';
import { type Deployment, readDeployment } from './deployment';

const PROJECT = join(__dirname, '..', '..', '..');

/**
 * Writes the cloud assembly of the stack to `outdir` and reads it. `context` overrides that of cdk.json. Throws the
 * message of a failed synthesis.
 *
 * It runs in another process, because the bundler prints to the console and the CDK takes 50 MB.
 */
export async function synthesize(
  outdir: string,
  { context = {}, signal }: { context?: Record<string, unknown>; signal?: AbortSignal } = {},
): Promise<Deployment> {
  createPrivateFolder(outdir);
  const child = spawn(
    process.execPath,
    ['--require', require.resolve('tsx/cjs'), join(__dirname, 'synth.ts'), outdir, JSON.stringify(context)],
    {
      cwd: PROJECT,
      env: {
        PATH: process.env.PATH,
        HOME: homedir(),
        // The validation rules take longer than the synthesis; `npm run synth` applies them.
        CDK_VALIDATION: 'false',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    },
  );
  let errorOutput = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errorOutput += text;
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The stack cannot be synthesized: ${errorOutput.trim()}`);
  // The bundler's folders are writable by everybody.
  makePrivate(outdir);
  return readDeployment(outdir);
}
