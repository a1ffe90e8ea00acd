/** Synthesizes the stack as `cdk synth` would, without the CLI, and with nothing of the user's AWS settings. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createPrivateFolder, makePrivate } from '../../private-folder';
import { type Deployment, readDeployment } from './deployment';

const PROJECT = join(__dirname, '..', '..', '..');

/**
 * Writes the cloud assembly of the stack to `outdir` and reads it. `context` goes before
 * cdk.json's. Throws what the synthesis said where it fails.
 *
 * It runs in another process: the bundler prints what it likes, and 50 MB of CDK need not be in here.
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
        // The rules are for what goes to AWS, and take longer than the synthesis; `npm run synth` applies them.
        CDK_VALIDATION: 'false',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`the stack cannot be synthesized: ${said.trim()}`);
  // The bundler leaves folders that anybody may write to.
  makePrivate(outdir);
  return readDeployment(outdir);
}
