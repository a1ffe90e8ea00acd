/** Writes to standard output, or to a file that appears only when it is complete. */
import { randomUUID } from 'node:crypto';
import { constants, createWriteStream, openSync, rmSync, type Stats, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { toPrintableLines } from '../history/printable';
import { CommandError } from './errors';
import { explainSystemError } from './system-errors';

/** Takes the next piece of output; resolves when there is room for more. */
export type Write = (chunk: string | Uint8Array) => Promise<void>;

export type Output = {
  write: Write;
  /** Call after the last write. */
  finish(): Promise<void>;
  /** Call after an error: removes what was written. */
  discard(): Promise<void>;
};

const APPEND = constants.O_WRONLY | constants.O_APPEND;
const PIPE_READER_POLL_MS = 50;

/** The reader closed standard output, as `| head` does: the command ends without an error. */
export class BrokenPipeError extends Error {
  override name = 'BrokenPipeError';
}

/** Writes to standard output. Control characters are escaped on a terminal only; files and programs get every byte. */
export function toStream(stream: Writable & { isTTY?: boolean }): Output {
  const write = writer(stream, 'Standard output');
  const toTerminal: Write = (chunk) =>
    write(typeof chunk === 'string' ? toPrintableLines(chunk.replaceAll('\r\n', '\n')) : chunk);
  return { write: stream.isTTY ? toTerminal : write, finish: async () => {}, discard: async () => {} };
}

/** Writes a temporary file in the same folder and renames it at the end. A device or pipe is written directly. */
export async function toFile(path: string, signal?: AbortSignal): Promise<Output> {
  const existing = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (!existing || isReplaceable(path, existing)) return replaceFile(path, existing);
  return writeDirectly(path, existing.isFIFO(), signal);
}

/** `/dev/stdout` may be a link to an ordinary file, which must not be replaced. */
const isReplaceable = (path: string, existing: Stats) =>
  existing.isFile() && !/^\/(dev|proc)\//.test(resolve(path));

/** The temporary file has a unique name and is created exclusively: no planted link is followed, no two commands share it. */
function replaceFile(path: string, existing: Stats | undefined): Output {
  const temporary = join(dirname(path), `.report-${randomUUID()}.part`);
  const fd = attempt(path, () => openSync(temporary, 'wx', (existing?.mode ?? 0o666) & 0o777));
  const stream = createWriteStream('', { fd });
  // Also removes the temporary file when the process exits early.
  const remove = () => rmSync(temporary, { force: true });
  process.once('exit', remove);
  return {
    write: writer(stream, path),
    async finish() {
      try {
        await finished(stream.end());
        await rename(temporary, path);
      } catch (error) {
        throw unwritable(path, error);
      }
      process.off('exit', remove);
    },
    async discard() {
      stream.destroy();
      remove();
      process.off('exit', remove);
    },
  };
}

/** A device, a pipe, or an output of the shell: neither created nor truncated. */
async function writeDirectly(path: string, isPipe: boolean, signal?: AbortSignal): Promise<Output> {
  const stream = await (isPipe ? openPipe(path, signal) : openDevice(path)).catch((error) =>
    Promise.reject(unwritable(path, error)),
  );
  return {
    write: writer(stream, path),
    async finish() {
      await finished(stream.end()).catch((error) => Promise.reject(unwritable(path, error)));
    },
    discard: async () => void stream.destroy(),
  };
}

const openDevice = async (path: string) => (await open(path, APPEND)).createWriteStream();

/**
 * Without blocking: a thread that waits in `open` or `write` for a pipe's reader would keep the process from exiting on a
 * signal. Until there is a reader, opening fails with ENXIO (https://man7.org/linux/man-pages/man7/fifo.7.html).
 */
async function openPipe(path: string, signal?: AbortSignal): Promise<Writable> {
  for (;;) {
    try {
      return new Socket({ fd: openSync(path, APPEND | constants.O_NONBLOCK), readable: false });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
    }
    await setTimeout(PIPE_READER_POLL_MS, undefined, { signal });
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(target: string, cause: unknown): CommandError {
  const error = cause as NodeJS.ErrnoException;
  const reason =
    error.code === 'ENOENT'
      ? `there is no folder ${dirname(target)}; create it first`
      : explainSystemError(error);
  return new CommandError(`${target} cannot be written: ${reason}.`);
}

/** Writes one chunk at a time and waits until it is accepted, so that a slow reader limits memory. */
function writer(stream: Writable, target: string): Write {
  // Each write rejects with its own failure; without a listener, the stream would throw it as well.
  stream.on('error', () => {});
  return (chunk) =>
    new Promise((resolve, reject) => {
      stream.write(chunk, (error?: NodeJS.ErrnoException | null) => {
        if (!error) resolve();
        else reject(error.code === 'EPIPE' ? new BrokenPipeError() : unwritable(target, error));
      });
    });
}
