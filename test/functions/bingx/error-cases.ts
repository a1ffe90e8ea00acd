/** Every documented error code and every network fault, with the end of the run, its requests, its waits and its metric. */
import { gzipSync } from 'node:zlib';
import type { ExchangeReason } from '../../../functions/bingx/types';
import { METRICS } from '../../../functions/snapshot/metrics';
import type { Fault } from '../../../infra/local/emulators/faults';
import { DOCUMENTED, documentedRefusal, RECORDED, recordedAt } from './recorded';
import { CREDENTIALS, NOW, type RunOptions } from './run';

export type Case = [
  what: string,
  answers: Fault[],
  end: ExchangeReason | 'captured',
  /** Requests for the balance. */
  requests: number,
  waits: number[],
  metric: string,
  options?: RunOptions,
];

const { whitelist, timestamp, rateLimit, credentials, exchange, captured } = METRICS;

/** Half of 500, 1000, 2000 and 4000 ms: full jitter with a random value of 0.5. */
const ALL_BACKOFFS = [250, 500, 1000, 2000];
const AFTER_END = 500;

const respond = (body: string, more: object = {}): Fault => ({ body, ...more });
export const recorded = (payload: string, statedEnd?: number) => respond(recordedAt(NOW, payload, statedEnd));
export const coded = (code: number, msg: string) => respond(documentedRefusal(code, msg, NOW));
export const html = (status: number): Fault => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>ERROR: The request could not be satisfied</title></head><body>CloudFront</body></html>',
});
const balances = (rows: string) => respond(`{"code":0,"msg":"","debugMsg":"","data":{"balances":${rows}}}`);
export const BUSY = 'The current system is busy, please try again later';
export const rotated = { ...CREDENTIALS, apiKey: 'rotatedKeyThatTheExchangeKnows0123456789' };
const soon = NOW + 12_000;
export const later = NOW + 600_000;

// biome-ignore format: a table
export const CODES: Case[] = [
  ['100001, secret unchanged', [recorded(RECORDED.signature)], 'credentials-rejected', 1, [], credentials],
  ['100001, secret rotated', [recorded(RECORDED.signature)], 'captured', 2, [], captured, { rotated }],
  ['100412', [coded(100412, 'null signature')], 'request-rejected', 1, [], exchange],
  ['100413, secret unchanged', [recorded(RECORDED.wrongKey)], 'credentials-rejected', 1, [], credentials],
  ['100413, secret rotated', [recorded(RECORDED.wrongKey)], 'captured', 2, [], captured, { rotated }],
  ['100413, secret unchanged but for blanks', [recorded(RECORDED.wrongKey)], 'credentials-rejected', 1, [], credentials, { rotated: { ...CREDENTIALS, apiKey: `${CREDENTIALS.apiKey}\n` } }],
  ['100413 again after the rotation', [recorded(RECORDED.wrongKey), recorded(RECORDED.wrongKey)], 'credentials-rejected', 2, [], credentials, { rotated }],
  ['100001 after 100413 and the rotation', [recorded(RECORDED.wrongKey), recorded(RECORDED.signature)], 'credentials-rejected', 2, [], credentials, { rotated }],
  ['100004', [recorded(RECORDED.permission)], 'permission-denied', 1, [], credentials],
  ['100419 with the address', [recorded(RECORDED.whitelistWithAddress)], 'ip-not-whitelisted', 1, [], whitelist],
  ['100419 without the address', [recorded(RECORDED.whitelist)], 'ip-not-whitelisted', 1, [], whitelist],
  ['100421 timestamp, once', [recorded(RECORDED.timestampMismatch)], 'captured', 2, [], captured],
  ['100421 timestamp, twice', [recorded(RECORDED.timestampMismatch), recorded(RECORDED.timestampMismatch)], 'timestamp-rejected', 2, [], timestamp],
  ['100421 busy, once', [coded(100421, BUSY)], 'captured', 2, [250], captured],
  ['100421 busy, always', Array(5).fill(coded(100421, BUSY)), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['100421 with another text', [coded(100421, 'wrong symbol')], 'request-rejected', 1, [], exchange],
  ['80014 timestamp, once', [coded(80014, 'timestamp is invalid')], 'captured', 2, [], captured],
  ['80014 timestamp, twice', [coded(80014, 'timestamp is invalid'), coded(80014, 'timestamp is invalid')], 'timestamp-rejected', 2, [], timestamp],
  ['80014 then 100421, both timestamp', [coded(80014, 'timestamp is invalid'), recorded(RECORDED.timestampMismatch)], 'timestamp-rejected', 2, [], timestamp],
  ['80014 without timestamp', [coded(80014, 'Invalid parameters')], 'request-rejected', 1, [], exchange],
  ['100410 limited', [recorded(RECORDED.rateLimited)], 'captured', 2, [10_000 + AFTER_END], captured],
  ['100410 limited, window in the headers', [respond(RECORDED.rateLimited, { headers: { 'X-RateLimit-Requests-Expire': '2500' } })], 'captured', 2, [2500 + AFTER_END], captured],
  ['100410 limited, 1 ms of the window left in the headers', [respond(RECORDED.rateLimited, { headers: { 'X-RateLimit-Requests-Expire': '1' } })], 'captured', 2, [1000 + AFTER_END], captured],
  ['100410 limited, twice', [recorded(RECORDED.rateLimited), recorded(RECORDED.rateLimited)], 'rate-limited', 2, [10_000 + AFTER_END], rateLimit],
  ['100410 limited, no time to wait', [recorded(RECORDED.rateLimited)], 'rate-limited', 1, [], rateLimit, { deadlineMs: 9_000 }],
  ['100410 disabled until soon', [recorded(RECORDED.disabledUntil, soon)], 'captured', 2, [12_000 + AFTER_END], captured],
  ['100410 disabled until later', [recorded(RECORDED.disabledUntil, later)], 'banned', 1, [], rateLimit],
  ['100410 disabled until a past moment', [recorded(RECORDED.disabledUntil, NOW - 5000)], 'captured', 2, [AFTER_END], captured],
  ['100410 disabled, again after the wait', [recorded(RECORDED.disabledUntil, soon), recorded(RECORDED.disabledUntil, soon + 5000)], 'banned', 2, [12_000 + AFTER_END], rateLimit],
  ['100410 over 20 errors, until soon', [recorded(RECORDED.repeatedErrors, soon)], 'captured', 2, [12_000 + AFTER_END], captured],
  ['100410 disabled until soon, in epoch seconds', [recorded(RECORDED.disabledUntil, soon / 1000)], 'captured', 2, [12_000 + AFTER_END], captured],
  ['100410 over 20 errors, until later', [recorded(RECORDED.repeatedErrors, later)], 'banned', 1, [], rateLimit],
  ['109429 with no expiry time', [coded(109429, 'too many invalid requests')], 'banned', 1, [], rateLimit],
  ['109429 with an expiry time', [coded(109429, `too many invalid requests, can retry after time: ${soon}`)], 'captured', 2, [12_000 + AFTER_END], captured],
  ['100400 no such api', [coded(100400, 'this api is not exist')], 'request-rejected', 1, [], exchange],
  ['100400 busy, once', [coded(100400, BUSY)], 'captured', 2, [250], captured],
  ['100400 busy, twice', [coded(100400, BUSY), coded(100400, BUSY)], 'exchange-unavailable', 2, [250], exchange],
  ['100404', [coded(100404, 'wrong path or method')], 'request-rejected', 1, [], exchange],
  ['100414', [coded(100414, 'account abnormal')], 'account-restricted', 1, [], credentials],
  ['100441', [coded(100441, 'account abnormal')], 'account-restricted', 1, [], credentials],
  ['80020', [coded(80020, 'risk forbidden')], 'exchange-unavailable', 1, [], exchange],
  ['100500, once', [recorded(RECORDED.busy)], 'captured', 2, [250], captured],
  ['100500, always', Array(5).fill(recorded(RECORDED.busy)), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['109500', Array(5).fill(coded(109500, 'internal error')), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['101500', Array(5).fill(coded(101500, 'RPC timeout')), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['100503', Array(5).fill(coded(100503, 'service unavailable')), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['80012', Array(5).fill(coded(80012, 'service unavailable')), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['80001, once', [coded(80001, 'request failed')], 'captured', 2, [250], captured],
  ['80001, twice', [coded(80001, 'request failed'), coded(80001, 'request failed')], 'exchange-unavailable', 2, [250], exchange],
  ['80001 timestamp', [coded(80001, 'timestamp is invalid')], 'captured', 2, [], captured],
  ['80001 invalid', [coded(80001, 'Invalid parameters')], 'request-rejected', 1, [], exchange],
  ['an unknown code', [coded(123456, 'something new')], 'request-rejected', 1, [], exchange],
  ['an unknown code without a text', [respond('{"code":-1}')], 'request-rejected', 1, [], exchange],
  ['a code as text', [respond('{"code":"100419","msg":"IP does not match IP whitelist"}')], 'ip-not-whitelisted', 1, [], whitelist],
  ['a code under HTTP 403', [{ ...recorded(RECORDED.whitelist), status: 403 }], 'ip-not-whitelisted', 1, [], whitelist],
  ['a code under HTTP 429', [{ ...recorded(RECORDED.rateLimited), status: 429 }], 'captured', 2, [10_500], captured],
  ['a code under HTTP 500', [{ ...recorded(RECORDED.wrongKey), status: 500 }], 'credentials-rejected', 1, [], credentials],
];

// biome-ignore format: a table
export const STATUSES: Case[] = [
  ['HTTP 400 HTML', [html(400)], 'request-rejected', 1, [], exchange],
  ['HTTP 401 HTML, secret unchanged', [html(401)], 'credentials-rejected', 1, [], credentials],
  ['HTTP 401 HTML, secret rotated', [html(401)], 'captured', 2, [], captured, { rotated }],
  ['HTTP 403 HTML', [html(403)], 'banned', 1, [], rateLimit],
  ['HTTP 403 JSON without a code', [{ status: 403, body: '{"message":"Forbidden"}' }], 'banned', 1, [], rateLimit],
  ['HTTP 403 JSON with a code of a gateway', [{ status: 403, body: '{"code":"AccessDenied"}' }], 'banned', 1, [], rateLimit],
  ['HTTP 404 HTML', [html(404)], 'request-rejected', 1, [], exchange],
  ['HTTP 418', [html(418)], 'banned', 1, [], rateLimit],
  ['HTTP 429', [html(429)], 'banned', 1, [], rateLimit],
  ['HTTP 500 HTML', [html(500)], 'captured', 2, [250], captured],
  ['HTTP 502 HTML, always', Array(5).fill(html(502)), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['HTTP 503 HTML, always', Array(5).fill(html(503)), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ['HTTP 504 empty', [{ status: 504 }], 'captured', 2, [250], captured],
  ['HTTP 503, then 403', [html(503), html(403)], 'banned', 2, [250], rateLimit],
  ['HTTP 302', [{ fault: 'redirect' }], 'invalid-response', 1, [], exchange],
  ['HTTP 301 with a code', [{ ...recorded(RECORDED.whitelist), status: 301, headers: { location: '/elsewhere' } }], 'ip-not-whitelisted', 1, [], whitelist],
  ['HTTP 200 HTML, once', [html(200)], 'captured', 2, [250], captured],
  ['HTTP 200 HTML, always', Array(5).fill(html(200)), 'invalid-response', 5, ALL_BACKOFFS, exchange],
  ['HTTP 200 empty, always', Array(5).fill({ status: 200 }), 'invalid-response', 5, ALL_BACKOFFS, exchange],
  ['HTTP 204, once', [{ status: 204 }], 'captured', 2, [250], captured],
];

// biome-ignore format: a table
export const BODIES: Case[] = [
  ['text/plain', [respond(DOCUMENTED.balances, { headers: { 'content-type': 'text/plain' } })], 'captured', 1, [], captured],
  ['JSON as text/html', [respond(DOCUMENTED.balances, { headers: { 'content-type': 'text/html' } })], 'captured', 1, [], captured],
  ['no displayName', [balances('[{"asset":"BTC","free":"1","locked":"0"}]')], 'captured', 1, [], captured],
  ['disPlayName', [balances('[{"asset":"BTC","disPlayName":"BTC","free":"1","locked":"0"}]')], 'captured', 1, [], captured],
  ['bare numbers as amounts', [balances('[{"asset":"BTC","free":1.10,"locked":1E-7}]')], 'captured', 1, [], captured],
  ['no assets at all', [balances('[]')], 'captured', 1, [], captured],
  ['JSON cut short', Array(5).fill(respond(DOCUMENTED.balances.slice(0, -9))), 'invalid-response', 5, ALL_BACKOFFS, exchange],
  ['invalid UTF-8', Array(5).fill({ body: Buffer.from('{"code":0,"msg":"\xff"}', 'latin1') }), 'invalid-response', 5, ALL_BACKOFFS, exchange],
  ['JSON null', [respond('null'), respond('null')], 'invalid-response', 2, [250], exchange],
  ['a JSON array', [respond('[]'), respond('[]')], 'invalid-response', 2, [250], exchange],
  ['no data', [respond('{"code":0,"msg":""}'), respond('{"code":0,"msg":""}')], 'invalid-response', 2, [250], exchange],
  ['no balances, once', [respond('{"code":0,"msg":"","data":{}}')], 'captured', 2, [250], captured],
  ['balances null', [balances('null'), balances('null')], 'invalid-response', 2, [250], exchange],
  ...[
    ['no asset', '{"free":"1","locked":"0"}'],
    ['an empty asset', '{"asset":"","free":"1","locked":"0"}'],
    ['no free', '{"asset":"BTC","locked":"0"}'],
    ['no locked', '{"asset":"BTC","free":"1"}'],
    ['an empty amount', '{"asset":"BTC","free":"","locked":"0"}'],
    ['an amount null', '{"asset":"BTC","free":null,"locked":"0"}'],
    ['an amount true', '{"asset":"BTC","free":true,"locked":"0"}'],
    ['an amount NaN', '{"asset":"BTC","free":"NaN","locked":"0"}'],
    ['a hexadecimal amount', '{"asset":"BTC","free":"0x10","locked":"0"}'],
    ['an amount with separators', '{"asset":"BTC","free":"1,000.5","locked":"0"}'],
    ['an amount with a space', '{"asset":"BTC","free":" 1","locked":"0"}'],
    ['an asset twice', '{"asset":"BTC","free":"1","locked":"0"},{"asset":"BTC","free":"2","locked":"0"}'],
  ].map(([what = '', rows]): Case => [what, Array(2).fill(balances(`[${rows}]`)), 'invalid-response', 2, [250], exchange]),
  ['a body over the cap', [{ body: Buffer.alloc(5 * 1024 * 1024, ' ') }], 'invalid-response', 1, [], exchange],
  ['an endless body', [{ fault: 'endless-body' }], 'invalid-response', 1, [], exchange],
  ['gzip that unpacks over the cap', [{ headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(5 * 1024 * 1024)) }], 'invalid-response', 1, [], exchange],
  ['gzip garbage', Array(5).fill({ fault: 'gzip-garbage' }), 'invalid-response', 5, ALL_BACKOFFS, exchange],
  ['gzip cut short', [{ headers: { 'content-encoding': 'gzip' }, body: gzipSync(DOCUMENTED.balances).subarray(0, -9) }], 'captured', 2, [250], captured],
  ['gzipped API error', [{ headers: { 'content-encoding': 'gzip' }, body: gzipSync(RECORDED.whitelist) }], 'ip-not-whitelisted', 1, [], whitelist],
  ['an encoding that was not asked for', [{ headers: { 'content-encoding': 'br' }, body: DOCUMENTED.balances }], 'captured', 2, [250], captured],
];

// biome-ignore format: a table
export const CONNECTIONS: Case[] = [
  ...(['reset', 'close', 'hang', 'stalled-body', 'truncated-body', 'reset-in-body', 'not-http'] as const).flatMap((fault): Case[] => [
    [`${fault}, once`, [{ fault }], 'captured', 2, [250], captured],
    [`${fault}, always`, Array(5).fill({ fault }), 'exchange-unavailable', 5, ALL_BACKOFFS, exchange],
  ]),
  ['headers over the size limit', [respond(DOCUMENTED.balances, { headers: { 'x-long': 'x'.repeat(40_000) } })], 'captured', 2, [250], captured],
  ['a fault, then a permanent error', [{ fault: 'reset' }, recorded(RECORDED.whitelist)], 'ip-not-whitelisted', 2, [250], whitelist],
  ['no time for another request', [{ fault: 'reset' }, { fault: 'reset' }], 'exchange-unavailable', 2, [250], exchange, { deadlineMs: 1_700 }],
];
