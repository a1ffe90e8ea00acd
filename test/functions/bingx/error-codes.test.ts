/** What a refusal means: its code, its text, its times and addresses, or the status and the fault in their place. */

import { WALLETS } from '../../../functions/bingx/endpoints';
import { FAULTS } from '../../../functions/bingx/error-codes';
import { parseResponse } from '../../../functions/bingx/response';

describe('a refusal', () => {
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
  ])('with %s beside its code still means what the code means', (_what, msg, message) => {
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
  ])("with the timestamp %s tells the exchange's time as far as it is one", (timestamp, serverTime) => {
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
  ])('with the header %j says how much is left of the window as far as it does', (expire, windowMs) => {
    const headers = { 'x-ratelimit-requests-expire': expire };

    expect(refusalOf('{"code":100410,"msg":"rate limited"}', 200, headers)?.windowMs).toBe(windowMs);
  });

  it.each([
    ['unblocked after 1764000000000', 1_764_000_000_000],
    ['can retry after time: 1764000000', 1_764_000_000_000],
    ['Retry After Time:1764000000000', 1_764_000_000_000],
    ['unblocked after 17640000', undefined],
    ['1764000000000', undefined],
  ])('that says "%s" states its end as far as it does', (msg, retryAt) => {
    expect(refusalOf(JSON.stringify({ code: 109429, msg }))?.retryAt).toBe(retryAt);
  });

  it.each([
    ['your current request IP is 36.228.12.229 does not match', '36.228.12.229'],
    ['your current request ip is  2001:db8::7', '2001:db8::7'],
    ['your current request IP is abc', undefined],
    ['IP does not match IP whitelist', undefined],
  ])('that says "%s" names the address that it saw as far as it does', (msg, egressIp) => {
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
  ])('by the status %i alone is %s', (status, reason, retry, description) => {
    expect(refusalOf('<html>', status)).toMatchObject({
      reason,
      retry,
      code: `HTTP ${status}`,
      message: `HTTP ${status} without a code: ${description}`,
      raw: Buffer.from('<html>'),
    });
  });

  it('of JSON without a code goes by its status: only a success may still be the answer', () => {
    expect(refusalOf('{}', 199)?.message).toBe('HTTP 199 without a code: an unknown status');
    expect(refusalOf('{}', 200)?.message).toMatch(/documented shape/);
    expect(refusalOf('{}', 299)?.message).toMatch(/documented shape/);
    expect(refusalOf('{}', 300)?.message).toMatch(/^HTTP 300 without a code/);
  });

  it.each([
    ['"secret"', 'code'],
    ['{"code":0,"data":{"balances":[{"asset":"BTC","free":"secret","locked":"0"}]}}', 'data.balances.0.free'],
    [
      '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","locked":"1secret"}]}}',
      'data.balances.0.locked',
    ],
  ])('of %s says where the first fault lies, never what stands there', (body, where) => {
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
  ])('of code 0 under HTTP %i goes by its status: it is no success', (status, reason, retry) => {
    expect(refusalOf(`{"code":0,"msg":"",${HELD}}`, status)).toMatchObject({
      reason,
      retry,
      code: `HTTP ${status}`,
      message: expect.stringContaining(`HTTP ${status} with code 0`),
    });
  });

  it.each(['false', '"false"', '0'])('of code 0 with "success":%s is no success', (success) => {
    expect(refusalOf(`{"code":0,"msg":"","success":${success},${HELD}}`)).toMatchObject({
      reason: 'invalid-response',
      retry: 'once',
      message: expect.stringContaining('success is false'),
    });
  });

  it.each(['true', '"true"', 'null'])('is none where code 0 comes with "success":%s', (success) => {
    expect(refusalOf(`{"code":0,"success":${success},${HELD}}`)).toBeUndefined();
  });

  it.each([
    ['data', `{"code":0,"data":{"balances":[]},${HELD}}`],
    ['data, once with an escape', `{"code":0,"d\\u0061ta":{"balances":[]},${HELD}}`],
    ['balances', '{"code":0,"data":{"balances":[],"balances":[]}}'],
    ['free', '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","free" : "2","locked":"0"}]}}'],
    ['code', `{"code":0,"code":0,${HELD}}`],
    ['a field that nobody reads', `{"code":0,"x":[{"y":1,"y":1}],${HELD}}`],
  ])('of an answer with a key twice (%s) is one of its shape', (_key, body) => {
    expect(refusalOf(body)).toMatchObject({
      reason: 'invalid-response',
      message: "BingX's answer does not have the documented shape (a key twice in one object)",
    });
  });

  it('is none for an answer whose texts look like keys', () => {
    const body = `{"code":0,"msg":"\\"a\\":1,\\"a\\":","debugMsg":"a\\\\","__proto__":{"é":1},${HELD}}`;

    expect(refusalOf(body)).toBeUndefined();
  });

  it.each(['network-error', 'truncated', 'bad-encoding', 'too-large'] as const)(
    'by a fault (%s) says so',
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
