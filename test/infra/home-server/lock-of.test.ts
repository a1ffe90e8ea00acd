/** The home server installs the versions of the project's lock, and nothing that it does not need. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockOf, type PackageLock } from '../../../infra/home-server/lock-of';

const LOCK: PackageLock = {
  name: 'project',
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { a: '1.0.0' } },
    'node_modules/a': { version: '1.0.0', dependencies: { shared: '^2.0.0' }, dev: true },
    'node_modules/a/node_modules/shared': { version: '2.0.0', dependencies: { deep: '1' } },
    'node_modules/b': {
      version: '1.0.0',
      dependencies: { shared: '^1.0.0' },
      optionalDependencies: { os: '1' },
    },
    'node_modules/deep': { version: '1.0.0' },
    'node_modules/shared': { version: '1.0.0' },
    'node_modules/unrelated': { version: '9.0.0' },
  },
};

it('has the nearest version of each dependency, and no other package', () => {
  const { packages } = lockOf(['a'], LOCK);

  expect(Object.keys(packages)).toEqual([
    '',
    'node_modules/a',
    'node_modules/a/node_modules/shared',
    'node_modules/deep',
  ]);
  expect(packages['']).toEqual({ dependencies: { a: '1.0.0' } });
  expect(packages['node_modules/a']).not.toHaveProperty('dev');
});

it('leaves out an optional dependency that is not locked', () => {
  expect(Object.keys(lockOf(['b'], LOCK).packages)).toEqual(['', 'node_modules/b', 'node_modules/shared']);
});

it('refuses a package that is not locked', () => {
  expect(() => lockOf(['c'], LOCK)).toThrow('c is not in package-lock.json.');
});

it('keeps the integrity of each package of the real lock', () => {
  const lock = JSON.parse(readFileSync(join(__dirname, '../../../package-lock.json'), 'utf8')) as PackageLock;

  const { '': _, ...packages } = lockOf(['classic-level', 'dynalite'], lock).packages;

  for (const locked of Object.values(packages)) {
    expect(locked).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
  }
});
