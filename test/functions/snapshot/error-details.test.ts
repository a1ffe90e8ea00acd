/** What of a thrown value is logged and thrown again. */
import { createRedaction } from '../../../functions/bingx/redaction';
import { errorDetails, redactedError } from '../../../functions/snapshot/error-details';

const SECRET = 'canary-secret-of-an-error';
const redaction = createRedaction([SECRET]);

it.each([
  ['a text, redacted', `failed with ${SECRET}`, 'failed with [redacted]'],
  ['a number by its type', 404, 'a value of type number'],
  ['nothing by its type', undefined, 'a value of type undefined'],
])('a thrown value that is no error is described: %s', (_what, thrown, message) => {
  expect(errorDetails(thrown, redaction)).toEqual({ name: 'Error', message });
});

it('an error is described with three causes at most', () => {
  const chain = ['4', '3', '2', '1', '0'].reduce<Error | undefined>(
    (cause, message) => new Error(message, cause && { cause }),
    undefined,
  );

  const messages = [];
  for (let details = errorDetails(chain, redaction); ; details = details.cause) {
    messages.push(details.message);
    if (!details.cause) break;
  }

  expect(messages).toEqual(['0', '1', '2', '3']);
});

it('an error without a cause has none in its description', () => {
  expect(errorDetails(new TypeError('wrong'), redaction)).toEqual({ name: 'TypeError', message: 'wrong' });
});

it('an error is thrown again with the first ten lines of its stack that name a place in the code', () => {
  const thrown = new Error(`first line\nat the second line ${SECRET}`);
  const places = Array.from({ length: 12 }, (_, i) => `    at step${i} (file.ts:${i}:1)`);
  thrown.stack = [`Error: ${thrown.message}`, 'not a place, but looks at one', ...places].join('\n');

  const { name, message, stack } = redactedError(thrown, redaction);

  expect({ name, message }).toEqual({
    name: 'Error',
    message: 'first line at the second line [redacted]',
  });
  expect(stack?.split('\n')).toEqual([`Error: ${message}`, ...places.slice(0, 10)]);
});

it('a thrown value that is no error is thrown again without places', () => {
  expect(redactedError('broken', redaction).stack).toBe('Error: broken');
});
