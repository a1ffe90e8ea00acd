/** The part of the project's package lock that some of its packages need: the home server installs the same versions. */

type LockedPackage = {
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  dev?: boolean;
};

/** A package-lock.json of version 3. */
export type PackageLock = { name: string; lockfileVersion: number; packages: Record<string, LockedPackage> };

/** A lock of a package that depends on `names`, with everything that these need. Throws for a package that is not locked. */
export function lockOf(names: readonly string[], { lockfileVersion, packages }: PackageLock): PackageLock {
  const needed: PackageLock['packages'] = {};

  /** Node's own lookup: the nearest node_modules folder above `from` that has the package. */
  function locate(name: string, from: string): string | undefined {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const path = `${folder && `${folder}/`}node_modules/${name}`;
      if (packages[path]) return path;
      if (folder === '') return undefined;
    }
  }

  function add(name: string, from: string, isOptional: boolean): void {
    const path = locate(name, from);
    const found = path === undefined ? undefined : packages[path];
    if (path === undefined || !found) {
      if (isOptional) return;
      throw new Error(`${name} is not in package-lock.json.`);
    }
    if (needed[path]) return;
    const { dev: _, ...locked } = found;
    needed[path] = locked;
    for (const dependency of Object.keys(locked.dependencies ?? {})) add(dependency, path, false);
    for (const dependency of Object.keys(locked.optionalDependencies ?? {})) add(dependency, path, true);
  }

  for (const name of names) add(name, '', false);
  const dependencies = Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`]?.version ?? '']),
  );
  const name = 'balance-history';
  return { name, lockfileVersion, packages: { '': { dependencies }, ...sortByPath(needed) } };
}

const sortByPath = <T>(entries: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
