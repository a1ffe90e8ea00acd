/**
 * Replaces `node:fs/promises` in the bundle. Only the SDK imports it, to read `~/.aws/config` and the like for each setting
 * without a value. Lambda has no such files, and those of a machine that runs the function at home must not change it.
 */
export const readFile = (path: string): Promise<string> =>
  Promise.reject(Object.assign(new Error(`Lambda has no ${path}`), { code: 'ENOENT' }));
