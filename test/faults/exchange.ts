/** Faults of the exchange and of the network in front of it. */
import { randomBytes } from 'node:crypto';
import type { FailureReason } from '../../functions/snapshot/outcome';
import type { ErrorName, ExchangeTrouble } from '../invariants/troubles';
import { balanceRequests, captures, during, type Fault, failsAs } from './fault';

const always = (trouble: ExchangeTrouble) => Array.from({ length: 9 }, () => trouble);

const ERROR_CODES: [ErrorName, string, FailureReason, requests: number][] = [
  ['signature mismatch', '100001, with the current secret', 'credentials-rejected', 1],
  ['incorrect apiKey', '100413, with the current secret', 'credentials-rejected', 1],
  ['null signature', '100412', 'request-rejected', 1],
  ['permission denied', '100004', 'permission-denied', 1],
  ['address not whitelisted', '100419', 'ip-not-whitelisted', 1],
  ['timestamp mismatch', '100421, repeatedly', 'timestamp-rejected', 2],
  ['timestamp invalid', '80014 about the timestamp, repeatedly', 'timestamp-rejected', 2],
  ['parameter invalid', '80014', 'request-rejected', 1],
  ['rate limited', '100410, repeatedly', 'rate-limited', 2],
  ['no such api', '100400', 'request-rejected', 1],
  ['wrong path', '100404', 'request-rejected', 1],
  ['account abnormal', '100414', 'account-restricted', 1],
  ['account not verified', '100441', 'account-restricted', 1],
  ['risk forbidden', '80020', 'exchange-unavailable', 1],
  ['system busy', '100500, repeatedly', 'exchange-unavailable', 5],
  ['internal error', '109500, repeatedly', 'exchange-unavailable', 5],
  ['RPC timeout', '101500, repeatedly', 'exchange-unavailable', 5],
  ['service unavailable', '100503, repeatedly', 'exchange-unavailable', 5],
  ['request failed', '80001, twice', 'exchange-unavailable', 2],
  ['unknown code', 'an undocumented code', 'request-rejected', 1],
];

const STATUS: [
  status: Extract<ExchangeTrouble, { status: number }>['status'],
  FailureReason,
  requests: number,
][] = [
  [302, 'invalid-response', 1],
  [400, 'request-rejected', 1],
  [401, 'credentials-rejected', 1],
  [403, 'banned', 1],
  [404, 'request-rejected', 1],
  [418, 'banned', 1],
  [429, 'banned', 1],
  [500, 'exchange-unavailable', 5],
  [502, 'exchange-unavailable', 5],
  [503, 'exchange-unavailable', 5],
  [504, 'exchange-unavailable', 5],
];

const BODY: [string, body: string, requests: number][] = [
  ['an empty body', '', 5],
  ['an HTML page', '<html>maintenance</html>', 5],
  ['invalid UTF-8', '\ufffd', 5],
  ['success without balances', '{"code":0,"msg":"","data":{}}', 2],
  ['an empty amount', '{"code":0,"data":{"balances":[{"asset":"BTC","free":"","locked":"0"}]}}', 2],
  [
    'a duplicate asset',
    '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","locked":"0"},{"asset":"BTC","free":"2","locked":"0"}]}}',
    2,
  ],
  [
    'an amount of 39 digits, which DynamoDB cannot store',
    '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1.23456789012345678901234567890123456789","locked":"0"}]}}',
    1,
  ],
  ['code 0 with success: false', '{"code":0,"success":false,"data":{"balances":[]}}', 2],
  [
    'a duplicate `data`',
    '{"code":0,"data":{"balances":[{"asset":"BTC","free":"1","locked":"0"}]},"data":{"balances":[]}}',
    2,
  ],
  ['an asset without a name', '{"code":0,"data":{"balances":[{"asset":"","free":"1","locked":"0"}]}}', 2],
];

export const EXCHANGE_FAULTS: Fault[] = [
  ...ERROR_CODES.map(
    ([error, code, reason, requests]): Fault => ({
      fault: `BingX returns “${error}” (${code})`,
      happens: balanceRequests(...always({ error })),
      expected: failsAs(reason, requests),
    }),
  ),
  {
    fault: 'BingX returns “timestamp mismatch” once (100421)',
    happens: balanceRequests({ error: 'timestamp mismatch' }),
    expected: captures(2),
  },
  {
    fault: 'BingX returns “rate limited” once (100410)',
    happens: balanceRequests({ error: 'rate limited' }),
    expected: captures(2),
  },
  {
    fault: 'BingX is busy four times (100500)',
    happens: balanceRequests(...always({ error: 'system busy' }).slice(0, 4)),
    expected: captures(5),
  },
  {
    fault: 'BingX bans for 20 s (100410 with an expiry time within the run)',
    happens: balanceRequests({ bannedFor: 20 }),
    expected: captures(2),
  },
  {
    fault: 'BingX bans for an hour (100410 with an expiry time after the run)',
    happens: balanceRequests({ bannedFor: 3600 }),
    expected: failsAs('banned', 1),
  },
  ...STATUS.map(
    ([status, reason, requests]): Fault => ({
      fault: `HTTP ${status} without a code`,
      happens: balanceRequests(...always({ status })),
      expected: failsAs(reason, requests),
    }),
  ),
  {
    fault: "HTTP 403 to the request for the exchange's time",
    happens: during({ exchange: [{ status: 403 }] }),
    expected: failsAs('banned', 0),
  },
  {
    fault: "No answer to the request for the exchange's time",
    happens: during({ exchange: [{ transport: 'network-error' }] }),
    expected: captures(1),
  },
  ...BODY.map(
    ([what, body, requests]): Fault => ({
      fault: `HTTP 200 with ${what}`,
      happens: balanceRequests(...always({ body })),
      expected: failsAs('invalid-response', requests),
    }),
  ),
  {
    fault: 'HTTP 200 with a megabyte of random text, more than a row can store',
    happens: balanceRequests(...always({ body: randomBytes(1_000_000).toString('base64') })),
    expected: failsAs('invalid-response', 5),
  },
  {
    fault: 'The answer quotes key, query and signature',
    happens: balanceRequests({ echoes: true }),
    expected: failsAs('request-rejected', 1),
  },
  {
    fault: 'The answer takes 4.5 s',
    happens: balanceRequests({ slowMs: 4_500 }),
    expected: captures(1),
  },
  {
    fault: 'The answer takes half a minute, once',
    happens: balanceRequests({ slowMs: 30_000 }),
    expected: captures(2),
  },
  {
    fault: 'No request is answered',
    happens: during({ exchange: always({ slowMs: 90_000 }) }),
    expected: failsAs('exchange-unavailable', 5),
  },
];
