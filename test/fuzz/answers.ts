/** Fuzzed answers of the exchange: real ones with changes, and arbitrary bytes. */
import { PAYLOADS } from '../../infra/local/fake-bingx/payloads';
import {
  balanceBody,
  ERRORS,
  errorBody,
  serverTimeBody,
  type WireBalance,
} from '../../infra/local/fake-bingx/responses';
import {
  coinPerpetualBody,
  fundBody,
  standardFuturesBody,
  totalsBody,
  usdtPerpetualBody,
} from '../../infra/local/fake-bingx/wallets';
import type { OptionalEndpoint } from '../invariants/troubles';
import { wallets } from '../invariants/wallets';
import fc from '../support/fast-check';
import { bodyChange } from './body-changes';
import type { DirectEndpoint } from './direct';

/** `balance` is the spot wallet. */
export type FuzzedEndpoint = 'balance' | OptionalEndpoint;

const TIME = Date.parse('2026-11-22T06:00:00Z');

/** The smallest that is a ticker of all pairs: 500 pairs, with the members that prices are read from. */
export const SMALL_TICKER = JSON.stringify({
  code: 0,
  timestamp: TIME,
  data: ['BTC-USDT', 'USDC-USDT', 'ETH-USDT', ...Array.from({ length: 497 }, (_, i) => `C${i}-USDT`)].map(
    (symbol, i) => ({ symbol, lastPrice: 100.05 + i, askPrice: 100.1 + i, bidPrice: 100 + i }),
  ),
});

const amount = fc.oneof(
  { weight: 30, arbitrary: fc.stringMatching(/^(0|[1-9]\d{0,17})(\.\d{1,20})?$/) },
  fc.constantFrom(
    '0',
    '0.00000000',
    '1e-8',
    '5E3',
    '-1',
    '+1',
    '',
    ' 1',
    '.5',
    '1.',
    '1e999',
    '0e999999',
    'NaN',
    '１',
  ),
  fc.constantFrom(
    '44.37692200000000237300',
    '1.23456789012345678901234567890123456789',
    `1${'0'.repeat(125)}`,
  ),
);
const asset = fc.oneof(
  { weight: 30, arbitrary: fc.stringMatching(/^[A-Z0-9]{2,8}$/) },
  fc.constantFrom(
    'BTC',
    'VST',
    '__proto__',
    'constructor',
    '',
    ' ',
    '\u0000',
    'é',
    '\ud800',
    '\udfff',
    '💰',
    'a'.repeat(300),
  ),
);
const wallet: fc.Arbitrary<WireBalance[]> = fc.array(
  fc.record(
    { asset, displayName: asset, free: amount, locked: amount },
    { requiredKeys: ['asset', 'free', 'locked'] },
  ),
  { maxLength: 5 },
);
const refusal = fc.constantFrom(...Object.values(ERRORS)).map((error) => errorBody(error, TIME));

const addresses = fc.array(fc.constantFrom('203.0.113.7', '', ' '), { maxLength: 3 });

/** Real answers of each endpoint, and generated ones in their shapes. */
const ENVELOPES: Record<FuzzedEndpoint | DirectEndpoint, fc.Arbitrary<string>> = {
  balance: wallet.map(balanceBody),
  fund: fc.oneof(
    fc.constantFrom(...Object.values(PAYLOADS.fund)),
    wallets.map(({ fund }) => fundBody(fund, TIME)),
  ),
  USDTMPerp: fc.oneof(
    fc.constantFrom(...Object.values(PAYLOADS.USDTMPerp)),
    wallets.map(({ USDTMPerp }) => usdtPerpetualBody(USDTMPerp, '1341158271307522053')),
  ),
  coinMPerp: fc.oneof(
    fc.constantFrom(...Object.values(PAYLOADS.coinMPerp)),
    wallets.map(({ coinMPerp }) => coinPerpetualBody(coinMPerp, '1341158271307522053', TIME)),
  ),
  stdFutures: fc.oneof(
    fc.constantFrom(...Object.values(PAYLOADS.stdFutures)),
    wallets.map(({ stdFutures }) => standardFuturesBody(stdFutures, TIME)),
  ),
  allAccountBalance: fc.oneof(
    fc.constantFrom(...Object.values(PAYLOADS.allAccountBalance)),
    wallets.map(({ totals }) => totalsBody(totals, TIME)),
  ),
  ticker: fc.constant(SMALL_TICKER),
  time: fc.integer({ min: -50, max: 50 }).map((hours) => serverTimeBody(TIME + hours * 3_600_000)),
  apiPermissions: fc.oneof(
    fc
      .record(
        { permissions: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), ipAddresses: addresses },
        { requiredKeys: ['permissions'] },
      )
      .map((document) => JSON.stringify({ apiKey: 'key', ...document })),
    fc
      .record({
        ipRestrict: fc.boolean(),
        enableReading: fc.boolean(),
        enableWithdrawals: fc.boolean(),
        enableFutures: fc.boolean(),
      })
      .map((data) => JSON.stringify({ code: 0, msg: '', data })),
  ),
};

const deep = fc
  .record({ depth: fc.constantFrom(10, 1_000, 50_000), open: fc.constantFrom('[', '{"data":') })
  .map(({ depth, open }) => Buffer.from(open.repeat(depth)));

/** The body of an answer of `endpoint`. */
export function answerOf(endpoint: FuzzedEndpoint | DirectEndpoint): fc.Arbitrary<Buffer> {
  const envelope: fc.Arbitrary<Buffer> = fc
    .oneof({ weight: 6, arbitrary: ENVELOPES[endpoint] }, refusal)
    .map((text) => Buffer.from(text));
  return fc.oneof(
    { weight: 3, arbitrary: envelope },
    {
      weight: 12,
      arbitrary: fc
        .tuple(envelope, fc.array(bodyChange, { minLength: 1, maxLength: 3 }))
        .map(([body, changes]) => changes.reduce((changed, apply) => apply(changed), body)),
    },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: deep },
  );
}
