/** Faster tests of code that handles many errors of Node's own modules. */
import { gunzipSync } from 'node:zlib';

/**
 * Turns off stack traces of errors of Node's own modules in this test file. Streams read the trace of each error they end
 * with, which jest then maps to sources: redaction, which tries to unpack whatever could be packed, spends most of its time
 * on that.
 */
export function withoutCoreStackTraces(): void {
  const CoreError = coreErrorClass();
  const limit = CoreError.stackTraceLimit;
  beforeAll(() => {
    CoreError.stackTraceLimit = 0;
  });
  afterAll(() => {
    CoreError.stackTraceLimit = limit;
  });
}

/** `Error` as Node's modules have it: tests run in a context with another one. */
function coreErrorClass(): { stackTraceLimit: number } {
  try {
    gunzipSync('not packed');
  } catch (error) {
    return Object.getPrototypeOf(error).constructor;
  }
  throw new Error('unreachable');
}
