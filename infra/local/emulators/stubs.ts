/** Responses that an emulator gives in place of its own: a queue for each kind of request, then a permanent one. */

export type Stubs<Response> = {
  /** Queues responses for the next requests of a kind, one each; `undefined` lets one through. */
  stub(kind: string, ...responses: (Response | undefined)[]): void;
  /** Removes the responses of a kind that are still queued. */
  unstub(kind: string): void;
  /** Sets the response to every request of a kind once its queue is empty; undefined removes it. */
  stubAlways(kind: string, response: Response | undefined): void;
};

export function createStubs<Response>() {
  const queued = new Map<string, (Response | undefined)[]>();
  const always = new Map<string, Response>();
  const stubs: Stubs<Response> = {
    stub: (kind, ...responses) => void queued.set(kind, [...(queued.get(kind) ?? []), ...responses]),
    unstub: (kind) => void queued.delete(kind),
    stubAlways: (kind, response) => void (response ? always.set(kind, response) : always.delete(kind)),
  };
  return {
    ...stubs,
    take(kind: string): Response | undefined {
      const queue = queued.get(kind);
      return queue?.length ? queue.shift() : always.get(kind);
    },
    clear() {
      queued.clear();
      always.clear();
    },
  };
}
