/** What an embedded engine was told to do in place of its work: a queue for each kind of request, then a standing order. */

export type Stubs<Answer> = {
  /** Queues answers for the next requests of a kind, one each; `undefined` in the queue lets one through. */
  script(kind: string, ...answers: (Answer | undefined)[]): void;
  /** Answers every request of a kind so, behind what is queued; undefined makes the engine behave again. */
  scriptAlways(kind: string, answer: Answer | undefined): void;
};

export function createStubs<Answer>() {
  const queued = new Map<string, (Answer | undefined)[]>();
  const always = new Map<string, Answer>();
  const orders: Stubs<Answer> = {
    script: (kind, ...answers) => void queued.set(kind, [...(queued.get(kind) ?? []), ...answers]),
    scriptAlways: (kind, answer) => void (answer ? always.set(kind, answer) : always.delete(kind)),
  };
  return {
    ...orders,
    take(kind: string): Answer | undefined {
      const waiting = queued.get(kind);
      return waiting?.length ? waiting.shift() : always.get(kind);
    },
    forget() {
      queued.clear();
      always.clear();
    },
  };
}
