/** Faults of the optional endpoints: the slot is captured nevertheless. */
import type { OptionalReason } from '../../functions/bingx/types';
import { type ExchangeTrouble, OPTIONAL_ENDPOINTS, type OptionalEndpoint } from '../invariants/troubles';
import { captures, during, type Fault } from './fault';

const NAMES: Record<OptionalEndpoint, string> = {
  fund: 'The fund wallet',
  USDTMPerp: 'The USDT-M perpetual wallet',
  coinMPerp: 'The coin-M perpetual wallet',
  stdFutures: 'The standard futures wallet',
  allAccountBalance: 'The overview of totals',
  ticker: 'The ticker',
};

type Row = [what: string, trouble: ExchangeTrouble, reason: OptionalReason];

const ALL: Row[] = [
  ['is refused for a missing permission (100004)', { error: 'permission denied' }, 'permission-denied'],
  ['rejects the address (100419)', { error: 'address not whitelisted' }, 'ip-not-whitelisted'],
  ['is rate limited (100410)', { error: 'rate limited' }, 'rate-limited'],
  ['is banned for an hour (100410)', { bannedFor: 3600 }, 'banned'],
  ['no longer exists (100400)', { error: 'no such api' }, 'retired'],
  ['is busy (100500)', { error: 'system busy' }, 'exchange-unavailable'],
  ['returns an undocumented code', { error: 'unknown code' }, 'request-rejected'],
  ['answers HTTP 403', { status: 403 }, 'banned'],
  ['answers HTTP 503', { status: 503 }, 'exchange-unavailable'],
  ['answers an HTML page', { body: '<html>maintenance</html>' }, 'invalid-response'],
  ['answers another shape', { body: '{"code":0,"data":{"list":[]}}' }, 'invalid-response'],
  ['quotes key, query and signature', { echoes: true }, 'request-rejected'],
  ['breaks off its answer', { transport: 'truncated' }, 'exchange-unavailable'],
  ['is not answered', { slowMs: 90_000 }, 'timed-out'],
];

const of = (endpoint: OptionalEndpoint, [what, trouble, reason]: Row): Fault => ({
  fault: `${NAMES[endpoint]} ${what}`,
  happens: during({ optional: { [endpoint]: [trouble, trouble] } }),
  expected: { ...captures(1), walletErrors: { [endpoint]: reason } },
});

const EMPTY: ExchangeTrouble = { body: '{"code":0,"msg":"","data":[]}' };

export const OPTIONAL_FAULTS: Fault[] = [
  ...OPTIONAL_ENDPOINTS.flatMap((endpoint) => ALL.map((row) => of(endpoint, row))),
  of('USDTMPerp', ['is empty against the total of the exchange', EMPTY, 'empty-doubtful']),
  {
    fault: 'The USDT-M perpetual wallet is empty once against the total of the exchange',
    happens: during({ optional: { USDTMPerp: [EMPTY] } }),
    expected: captures(1),
  },
  {
    fault: 'No optional endpoint is answered',
    happens: during({
      optional: Object.fromEntries(
        OPTIONAL_ENDPOINTS.map((endpoint) => [endpoint, [{ slowMs: 90_000 }, { slowMs: 90_000 }]]),
      ),
    }),
    expected: {
      ...captures(1),
      walletErrors: Object.fromEntries(OPTIONAL_ENDPOINTS.map((endpoint) => [endpoint, 'timed-out'])),
    },
  },
];
