/** Errors as users see them: one sentence and an exit code. */
import { CommandError, toUserError } from '../../../functions/cli/errors';

const error = (name: string, message = 'It failed', code?: string) =>
  Object.assign(new Error(message), { name, ...(code && { code }) });

describe('an error', () => {
  it('of a command has its message and exit code', () => {
    expect(toUserError(new CommandError('There is no account "my  main".'))).toEqual({
      sentence: 'There is no account "my  main".',
      exitCode: 1,
    });
    expect(toUserError(new CommandError('That is no time.', 2))).toEqual({
      sentence: 'That is no time.',
      exitCode: 2,
    });
  });

  it.each([
    ['ResourceNotFoundException', 'There is no table history in this AWS account and region.'],
    ['AccessDeniedException', 'These AWS credentials may not read history: It failed'],
    ['AccessDenied', 'These AWS credentials may not read history: It failed'],
    ['UnrecognizedClientException', 'AWS does not accept these credentials: It failed'],
    ['ExpiredTokenException', 'AWS does not accept these credentials: It failed'],
    ['ThrottlingException', 'DynamoDB is unavailable for history, also after retries: It failed'],
    ['InternalServerError', 'DynamoDB is unavailable for history, also after retries: It failed'],
    ['TimeoutError', 'AWS cannot be reached: It failed'],
  ])('%s is known by its name', (name, sentence) => {
    expect(toUserError(error(name), 'history')).toEqual({ sentence, exitCode: 1 });
  });

  it('is recognized by its code, as network errors are, or by its message', () => {
    expect(toUserError(error('Error', 'connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED')).sentence).toBe(
      'AWS cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
    );
    expect(toUserError(error('Error', 'Region is missing')).sentence).toMatch(
      /^There is no AWS region to look in; /,
    );
  });

  it('says ’the history table’ before its name is known', () => {
    expect(toUserError(error('AccessDenied')).sentence).toBe(
      'These AWS credentials may not read the history table: It failed',
    );
  });

  it('of an unknown kind has its own message, in one line', () => {
    expect(toUserError(error('OddError', ' It broke\n   in two\tplaces \n'))).toEqual({
      sentence: 'It broke in two places',
      exitCode: 1,
    });
  });

  it('of the operating system names the path and the next step', () => {
    const missing = Object.assign(error('Error', 'ENOENT: no such file', 'ENOENT'), { path: '/a/b' });
    const odd = Object.assign(error('Error', 'EODD: it is odd', 'EODD'), { path: '/a/b' });

    expect(toUserError(missing).sentence).toBe(
      '/a/b cannot be used: there is no such file or folder; check its path.',
    );
    expect(toUserError(odd).sentence).toBe('/a/b cannot be used: EODD: it is odd.');
  });

  it('without a message shows its code', () => {
    expect(toUserError(error('AggregateError', '', 'ECONNREFUSED')).sentence).toBe(
      'AWS cannot be reached: ECONNREFUSED',
    );
  });

  it('that is not an Error object is reported as well', () => {
    expect(toUserError('odd')).toEqual({ sentence: 'An unexpected value was thrown: odd', exitCode: 1 });
    expect(toUserError(undefined).sentence).toBe('An unexpected value was thrown: undefined');
  });

  it('has no control characters', () => {
    expect(toUserError(new CommandError('There is no account \u001b[2Jmain\u202e.')).sentence).toBe(
      'There is no account  [2Jmain .',
    );
    expect(toUserError(error('OddError', 'BT\u009b2JC')).sentence).toBe('BT 2JC');
  });
});
