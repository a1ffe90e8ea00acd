/** A function that performs the action named in its event, to test the sandbox. */

/** @type {Record<string, (event: any, context: any) => unknown>} */
const actions = {
  echo: ({ value }) => value,
  print: ({ lines }) => {
    for (const line of lines) console.log(line);
    process.stderr.write('on stderr\n');
  },
  throw: () => {
    throw new TypeError('requested error');
  },
  exit: ({ code }) => process.exit(code),
  // The interval keeps Node running.
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
exports.handler = async (event, context) => actions[event.do]?.(event, context);
