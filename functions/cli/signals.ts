/** Ends a command on SIGINT, SIGTERM or SIGHUP: pending work is aborted, files are removed, and the exit code names the signal. */
import { setMaxListeners } from 'node:events';

/** The exit codes that shells use: 128 plus the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

type Signal = keyof typeof EXIT_CODES;

const SIGNALS = Object.keys(EXIT_CODES) as Signal[];

export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly exitCode: number;

  constructor(signal: Signal) {
    super(`Interrupted by ${signal}`);
    this.exitCode = EXIT_CODES[signal];
  }
}

export type Interruption = {
  /** Aborted by the first signal, with an `Interrupted` as its reason, or by `end`. */
  signal: AbortSignal;
  /** The work's result; rejects with `Interrupted` if a signal comes first. */
  orInterrupted<T>(work: Promise<T>): Promise<T>;
  /** Aborts all pending requests. */
  end(): void;
  /** Stops listening for signals. */
  close(): void;
};

/** Handles the first signal only: a second one ends the process at once. */
export function listenForSignals(): Interruption {
  const abort = new AbortController();
  // Every pending request adds a listener; Node warns of a leak above ten.
  setMaxListeners(0, abort.signal);
  let interrupt = (_: Interrupted) => {};
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = reject;
  });
  interrupted.catch(() => {});

  function receive(signal: Signal): void {
    close();
    const reason = new Interrupted(signal);
    interrupt(reason);
    abort.abort(reason);
  }
  function close(): void {
    for (const signal of SIGNALS) process.off(signal, receive);
  }

  for (const signal of SIGNALS) process.on(signal, receive);
  return {
    signal: abort.signal,
    orInterrupted: (work) => Promise.race([work, interrupted]),
    end: () => abort.abort(),
    close,
  };
}
