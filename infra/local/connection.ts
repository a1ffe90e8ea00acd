/** How other processes reach the database of a running server: a private file in its folder. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const connection = z.object({
  /** Of the DynamoDB emulator. */
  url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() }),
});

export type Connection = z.infer<typeof connection>;

const connectionFile = (folder: string) => join(folder, 'connection.json');

/** Writes the file in `folder`, readable by the owner only. A file of a killed server is replaced. */
export function writeConnection(folder: string, value: Connection): void {
  removeConnection(folder);
  writeFileSync(connectionFile(folder), JSON.stringify(value), { mode: 0o600, flag: 'wx' });
}

/** The connection of the server that has locked `folder`; undefined if that process serves nothing. */
export function readConnection(folder: string): Connection | undefined {
  try {
    return connection.parse(JSON.parse(readFileSync(connectionFile(folder), 'utf8')));
  } catch {
    // Missing, or half written by a server that is just starting.
    return undefined;
  }
}

export const removeConnection = (folder: string): void => rmSync(connectionFile(folder), { force: true });
