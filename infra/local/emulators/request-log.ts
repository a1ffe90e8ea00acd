/** Requests that an emulator has received, for tests that count them or wait for one. */

export type RequestLog<Request> = {
  all: Request[];
  record(request: Request): void;
  /** The next request that `matches`; earlier ones are ignored. */
  next(matches: (request: Request) => boolean): Promise<Request>;
};

/** Without `isRecording`, `all` stays empty: a process that runs for weeks must not collect requests. */
export function createRequestLog<Request>(isRecording = true): RequestLog<Request> {
  const all: Request[] = [];
  let waiting: { matches: (request: Request) => boolean; resolve: (request: Request) => void }[] = [];
  return {
    all,
    record(request) {
      if (isRecording) all.push(request);
      const due = waiting.filter(({ matches }) => matches(request));
      waiting = waiting.filter((waiter) => !due.includes(waiter));
      for (const { resolve } of due) resolve(request);
    },
    next: (matches) => new Promise((resolve) => void waiting.push({ matches, resolve })),
  };
}
