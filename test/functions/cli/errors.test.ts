/** What an error means to whoever asked for a report: one sentence, and whether the question or the answer was at fault. */
import { CommandError, toUserError } from '../../../functions/cli/errors';

const error = (name: string, message = 'It failed', code?: string) =>
  Object.assign(new Error(message), { name, ...(code && { code }) });

describe('an error', () => {
  it('of the report’s own says its sentence, and whose fault it is', () => {
    expect(toUserError(new CommandError('There is no such account.'))).toEqual({
      sentence: 'There is no such account.',
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

  it('is known by its code, as the network’s are, or by its message', () => {
    expect(toUserError(error('Error', 'connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED')).sentence).toBe(
      'AWS cannot be reached: connect ECONNREFUSED 127.0.0.1:1',
    );
    expect(toUserError(error('Error', 'Region is missing')).sentence).toMatch(
      /^There is no AWS region to look in; /,
    );
  });

  it('speaks of the history table where its name is not known yet', () => {
    expect(toUserError(error('AccessDenied')).sentence).toBe(
      'These AWS credentials may not read the history table: It failed',
    );
  });

  it('that nobody thought of says what it says, in one line', () => {
    expect(toUserError(error('OddError', ' It broke\n   in two\tplaces \n'))).toEqual({
      sentence: 'It broke in two places',
      exitCode: 1,
    });
  });

  it('of the operating system names the path and what to do', () => {
    const missing = Object.assign(error('Error', 'ENOENT: no such file', 'ENOENT'), { path: '/a/b' });
    const odd = Object.assign(error('Error', 'EODD: it is odd', 'EODD'), { path: '/a/b' });

    expect(toUserError(missing).sentence).toBe(
      '/a/b cannot be used: there is no such file or folder; check its path.',
    );
    expect(toUserError(odd).sentence).toBe('/a/b cannot be used: EODD: it is odd.');
  });

  it('without a message says its code', () => {
    expect(toUserError(error('AggregateError', '', 'ECONNREFUSED')).sentence).toBe(
      'AWS cannot be reached: ECONNREFUSED',
    );
  });

  it('that is no error at all is reported, too', () => {
    expect(toUserError('odd')).toEqual({ sentence: 'An unexpected value was thrown: odd', exitCode: 1 });
    expect(toUserError(undefined).sentence).toBe('An unexpected value was thrown: undefined');
  });

  it('has no character that would act on a terminal', () => {
    expect(toUserError(new CommandError('There is no account \u001b[2Jmain\u202e.')).sentence).toBe(
      'There is no account  [2Jmain .',
    );
    expect(toUserError(error('OddError', 'BT\u009b2JC')).sentence).toBe('BT 2JC');
  });
});
