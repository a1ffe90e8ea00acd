/** A function that does what its event says, to probe the sandbox with. */

/** @type {Record<string, (event: any, context: any) => unknown>} */
const deeds = {
  echo: ({ value }) => value,
  print: ({ lines }) => {
    for (const line of lines) console.log(line);
    process.stderr.write('on stderr\n');
  },
  throw: () => {
    throw new TypeError('as told');
  },
  exit: ({ code }) => process.exit(code),
  // Something has to be left to wait for: Node ends when nothing is.
  hang: () => new Promise(() => setInterval(() => {}, 1000)),
  environment: () => ({ ...process.env }),
  context: (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() }),
  now: () => [
    Date.now(),
    Date.parse(new Date().toISOString()),
    new Date(0).getTime(),
    Date.parse(Date()),
    new Date() instanceof Date,
  ],
};

/** @type {(event: { do: string }, context: unknown) => Promise<unknown>} */
exports.handler = async (event, context) => deeds[event.do]?.(event, context);
