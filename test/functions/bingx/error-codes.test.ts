/** How errors are classified: by code and message, or by HTTP status or transport fault; and the details parsed from them. */

import { WALLETS } from '../../../functions/bingx/endpoints';
import { FAULTS } from '../../../functions/bingx/error-codes';
import { parseResponse } from '../../../functions/bingx/response';

describe('an error response', () => {
  const refusalOf = (body: string, status = 200, headers = {}) => {
    const delivery = {
      kind: 'answer' as const,
      status,
      headers,
      body: Buffer.from(body),
      sentAt: 0,
      answeredAt: 0,
    };
    const result = parseResponse(delivery, WALLETS.spot);
    return result.kind === 'failed' ? result.error : undefined;
  };

  it.each([
    ['a text', '"IP does not match"', 'IP does not match'],
    ['an empty text', '""', 'BingX gave a code without a message'],
    ['no text', '{"a":1}', 'BingX gave a code without a message'],
  ])('with %s as its message is classified by its code', (_what, msg, message) => {
    expect(refusalOf(`{"code":100419,"msg":${msg}}`)).toMatchObject({
      reason: 'ip-not-whitelisted',
      message,
    });
  });

  it.each([
    ['1764000000000', 1_764_000_000_000],
    ['"1764000000000"', 1_764_000_000_000],
    ['1764000000', undefined],
    ['17640000000000', undefined],
    ['"x1764000000000"', undefined],
    ['[1764000000000]', undefined],
    ['null', undefined],
  ])("with the timestamp %s has the exchange's time only if it is valid", (timestamp, serverTime) => {
    expect(refusalOf(`{"code":100421,"msg":"timestamp","timestamp":${timestamp}}`)?.serverTime).toBe(
      serverTime,
    );
  });

  it.each([
    ['2500', 2500],
    ['0', 0],
    ['999999', 999_999],
    ['1764000000', undefined],
    ['2500 ms', undefined],
    ['about 2500', undefined],
    [['2500', '100'], undefined],
    [undefined, undefined],
  ])('with the header %j has the remaining rate limit window only if it is valid', (expire, windowMs) => {
    const headers = { 'x-ratelimit-requests-expire': expire };

    expect(refusalOf('{"code":100410,"msg":"rate limited"}', 200, headers)?.windowMs).toBe(windowMs);
  });

  it.each([
    ['unblocked after 1764000000000', 1_764_000_000_000],
    ['can retry after time: 1764000000', 1_764_000_000_000],
    ['Retry After Time:1764000000000', 1_764_000_000_000],
    ['unblocked after 17640000', undefined],
    ['1764000000000', undefined],
  ])('with the message "%s" has a retry time only if one is stated', (msg, retryAt) => {
    expect(refusalOf(JSON.stringify({ code: 109429, msg }))?.retryAt).toBe(retryAt);
  });

  it.each([
    ['your current request IP is 36.228.12.229 does not match', '36.228.12.229'],
    ['your current request ip is  2001:db8::7', '2001:db8::7'],
    ['your current request IP is abc', undefined],
    ['IP does not match IP whitelist', undefined],
  ])('with the message "%s" has the client address only if one is stated', (msg, egressIp) => {
    expect(refusalOf(JSON.stringify({ code: 100419, msg }))?.egressIp).toBe(egressIp);
  });

  it.each([
    [199, 'invalid-response', 'never', 'an unknown status'],
    [299, 'invalid-response', 'backoff', 'an answer that is not JSON'],
    [300, 'invalid-response', 'never', 'a redirect, which is never followed'],
    [499, 'request-rejected', 'never', 'request not accepted'],
    [500, 'exchange-unavailable', 'backoff', 'unavailable'],
    [599, 'exchange-unavailable', 'backoff', 'unavailable'],
    [600, 'invalid-response', 'never', 'an unknown status'],
  ])('with only the status %i is %s', (status, reason, retry, description) => {
    expect(refusalOf('<html>', status)).toMatchObject({
      reason,
      retry,
      code: `HTTP ${status}`,
      message: `HTTP ${status} without a code: ${description}`,
      raw: Buffer.from('<html>'),
    });
  });

  it('with JSON but no code is classified by its status: only a 2xx may be a response', () => {
    expect(refusalOf('{}', 199)?.message).toBe('HTTP 199 without a code: an unknown status');
    expect(refusalOf('{}', 200)?.message).toMatch(/documented shape/);
    expect(refusalOf('{}', 299)?.message).toMatch(/documented shape/);
    expect(refusalOf('{}', 300)?.message).toMatch(/^HTTP 300 without a code/);
    expect(refusalOf('{"code":"E100419"}', 503)?.message).toMatch(/^HTTP 503 without a code/);
    expect(refusalOf('{"code":"100419E"}', 503)?.message).toMatch(/^HTTP 503 without a code/);
  });

  it.each([
    ['"secret"', 'code'],
    ['{"code":0,"data":{"balances":[{"asset":"BTC","free":"secret","locked":"0"}]}}', 'data.balances.0.free'],
    [
      '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","locked":"1secret"}]}}',
      'data.balances.0.locked',
    ],
  ])('for %s names the first invalid field, never its value', (body, where) => {
    expect(refusalOf(body)).toMatchObject({
      code: 'HTTP 200',
      message: `BingX's answer does not have the documented shape (${where})`,
    });
  });

  const HELD = '"data":{"balances":[{"asset":"BTC","free":"1","locked":"0"}]}';

  it.each([
    [400, 'request-rejected', 'never'],
    [403, 'banned', 'never'],
    [500, 'exchange-unavailable', 'backoff'],
    [302, 'invalid-response', 'never'],
  ])('with code 0 and HTTP %i is classified by its status, not as a success', (status, reason, retry) => {
    expect(refusalOf(`{"code":0,"msg":"",${HELD}}`, status)).toMatchObject({
      reason,
      retry,
      code: `HTTP ${status}`,
      message: expect.stringContaining(`HTTP ${status} with code 0`),
    });
  });

  it.each(['false', '"false"', '0'])('with code 0 and "success":%s is not a success', (success) => {
    expect(refusalOf(`{"code":0,"msg":"","success":${success},${HELD}}`)).toMatchObject({
      reason: 'invalid-response',
      retry: 'once',
      message: expect.stringContaining('success is false'),
    });
  });

  it.each(['true', '"true"', 'null', '"10"', '"01"'])(
    'is not returned for code 0 with "success":%s',
    (success) => {
      expect(refusalOf(`{"code":0,"success":${success},${HELD}}`)).toBeUndefined();
    },
  );

  it.each([
    ['data', `{"code":0,"data":{"balances":[]},${HELD}}`],
    ['data, once with an escape', `{"code":0,"d\\u0061ta":{"balances":[]},${HELD}}`],
    ['balances', '{"code":0,"data":{"balances":[],"balances":[]}}'],
    ['free', '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","free" : "2","locked":"0"}]}}'],
    ['code', `{"code":0,"code":0,${HELD}}`],
    ['a field that nobody reads', `{"code":0,"x":[{"y":1,"y":1}],${HELD}}`],
  ])('for a duplicate key (%s) reports an invalid shape', (_key, body) => {
    expect(refusalOf(body)).toMatchObject({
      reason: 'invalid-response',
      message: "BingX's answer does not have the documented shape (a key twice in one object)",
    });
  });

  it('is not returned for strings that look like duplicate keys', () => {
    const body = `{"code":0,"msg":"\\"a\\":1,\\"a\\":","debugMsg":"a\\\\","__proto__":{"é":1},${HELD}}`;

    expect(refusalOf(body)).toBeUndefined();
  });

  it.each(['network-error', 'truncated', 'bad-encoding', 'too-large'] as const)(
    'for a transport fault (%s) reports the fault',
    (kind) => {
      const body = Buffer.from('x');

      const result = parseResponse({ kind, status: 200, detail: 'the detail', body }, WALLETS.spot);

      expect(result).toEqual({
        kind: 'failed',
        error: {
          reason: FAULTS[kind].reason,
          retry: FAULTS[kind].retry,
          message: `${FAULTS[kind].description} (the detail)`,
          ...(kind === 'network-error' ? { isNetworkError: true } : { code: 'HTTP 200', raw: body }),
        },
      });
    },
  );
});
