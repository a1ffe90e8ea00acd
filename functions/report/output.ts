/** Where a report goes: standard output, or a file that appears only when it is whole. */
import { createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ReportError } from './errors';
import type { Write } from './formats/format';

export type Output = {
  write: Write;
  /** Everything was written. */
  finish(): Promise<void>;
  /** Something went wrong: leaves nothing half-written behind. */
  discard(): Promise<void>;
};

/** Standard output was closed by whoever reads it, as `| head` does: the end of the work, and no error. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
}

export function toStream(stream: Writable): Output {
  return { write: writer(stream), finish: async () => {}, discard: async () => {} };
}

/** Writes beside the file and puts it in its place at the end. What is no ordinary file (a pipe, say) is written to. */
export async function toFile(path: string): Promise<Output> {
  const ordinary = !existsSync(path) || statSync(path).isFile();
  const target = ordinary ? `${path}.part` : path;
  const unwritable = (error: unknown) =>
    new ReportError(`${path} cannot be written: ${(error as Error).message.replace(target, path)}.`);
  const stream = createWriteStream(target);
  try {
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
  } catch (error) {
    throw unwritable(error);
  }
  const write = writer(stream);
  return {
    write: (chunk) => write(chunk).catch((error) => Promise.reject(unwritable(error))),
    async finish() {
      try {
        await finished(stream.end());
        if (ordinary) await rename(target, path);
      } catch (error) {
        throw unwritable(error);
      }
    },
    async discard() {
      stream.destroy();
      if (ordinary) await rm(target, { force: true });
    },
  };
}

/** Writes one piece at a time and waits until it is taken: a slow reader slows the reading down. */
function writer(stream: Writable): Write {
  // Each write hears of its own failure; without a listener, the stream would throw it as well.
  stream.on('error', () => {});
  return (chunk) =>
    new Promise((resolve, reject) => {
      stream.write(chunk, (error?: NodeJS.ErrnoException | null) => {
        if (!error) resolve();
        else reject(error.code === 'EPIPE' ? new ReaderGone() : error);
      });
    });
}
