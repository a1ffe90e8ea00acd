/**
 * Takes the place of `node:fs/promises` in the bundle. The SDK alone asks for it, to read `~/.aws/config` and the like
 * for every setting that it is not given: Lambda has no such files, and Node needs a millisecond to load the module.
 */
export const readFile = (path: string): Promise<string> =>
  Promise.reject(Object.assign(new Error(`Lambda has no ${path}`), { code: 'ENOENT' }));
