/** An error as it may be logged and thrown: without secrets and within limits. */
import type { Redaction } from '../bingx/redaction';

export type ErrorDetails = { name: string; message: string; cause?: ErrorDetails };

const MAX_NAME = 64;
const MAX_FRAMES = 10;
const MAX_CAUSES = 3;

/** Name, message and causes of any thrown value. */
export function errorDetails(thrown: unknown, redaction: Redaction, causes = MAX_CAUSES): ErrorDetails {
  if (!(thrown instanceof Error)) {
    const message = typeof thrown === 'string' ? redaction.line(thrown) : `a value of type ${typeof thrown}`;
    return { name: 'Error', message };
  }
  const { name, message, cause } = thrown;
  return {
    name: redaction.line(String(name), MAX_NAME),
    message: redaction.line(String(message)),
    ...(cause === undefined || causes === 0 ? {} : { cause: errorDetails(cause, redaction, causes - 1) }),
  };
}

/** `thrown` as Lambda may print it: the details, and where in the code it came from; nothing else of it. */
export function redactedError(thrown: unknown, redaction: Redaction): Error {
  const { name, message } = errorDetails(thrown, redaction);
  const frames = thrown instanceof Error ? framesOf(thrown) : [];
  const error = new Error(message);
  error.name = name;
  error.stack = [`${name}: ${message}`, ...frames.map((frame) => `    ${redaction.line(frame)}`)].join('\n');
  return error;
}

const framesOf = ({ stack = '' }: Error) =>
  String(stack)
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, MAX_FRAMES);
