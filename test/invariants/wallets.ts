/** The optional wallets of the accounts of a world, and how they and their endpoints can change. */
import { PAYLOADS } from '../../infra/local/fake-bingx/payloads';
import {
  SPOT_ONLY,
  standardRow,
  type Wallets,
  type WirePerpetual,
} from '../../infra/local/fake-bingx/wallets';
import fc from '../support/fast-check';
import { type ExchangeTrouble, OPTIONAL_ENDPOINTS, type OptionalEndpoint, type Troubles } from './troubles';

const perpetual = (
  asset: string,
  balance: string,
  equity: string,
  unrealizedProfit: string,
): WirePerpetual => ({
  asset,
  balance,
  equity,
  unrealizedProfit,
  availableMargin: balance,
  usedMargin: '0.0000',
  freezedMargin: '0.0000',
});

/** Every wallet has an asset; one of the futures is in profit, one in loss. */
export const WALLETS: Wallets = {
  fund: [{ asset: 'USDT', free: '44.37692200000000237300', locked: '0.00000000000000000000' }],
  USDTMPerp: [perpetual('USDT', '194.8212', '196.7431', '1.9219')],
  coinMPerp: [perpetual('BTC', '0.14438227', '0.14428116', '-0.0001011')],
  stdFutures: [standardRow('USDT', '4.72644300000000000000')],
  totals: [
    { accountType: 'USDTMPerp', usdtBalance: '196.74' },
    { accountType: 'copyTrading', usdtBalance: '80.00' },
  ],
};

const amount = fc.oneof(
  fc.stringMatching(/^(0|[1-9]\d{0,12})(\.\d{1,20})?$/),
  fc.stringMatching(/^-[1-9]\d{0,6}(\.\d{1,8})?$/),
  fc.constantFrom('0', '0.0000', '1e-8', '-2.5E3', '1.23456789012345678901234567890123456789'),
);
const positive = fc.stringMatching(/^(0|[1-9]\d{0,12})(\.\d{1,20})?$/);
const asset = fc.constantFrom('BTC', 'USDT', 'USDC', 'VST', 'ONLYBTC', 'NOBID', 'WIDE', 'UNPRICED');
const perpetuals = fc.uniqueArray(
  fc.record({
    asset,
    balance: amount,
    equity: amount,
    unrealizedProfit: amount,
    availableMargin: amount,
    usedMargin: positive,
    freezedMargin: positive,
  }),
  { selector: (row) => row.asset, maxLength: 3 },
);

export const wallets: fc.Arbitrary<Wallets> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(SPOT_ONLY) },
  {
    weight: 3,
    arbitrary: fc.record({
      fund: fc.uniqueArray(fc.record({ asset, free: positive, locked: positive }), {
        selector: (row) => row.asset,
        maxLength: 3,
      }),
      USDTMPerp: perpetuals,
      coinMPerp: perpetuals,
      stdFutures: fc.constantFrom(
        [],
        [standardRow('BTC', '-0.5')],
        [standardRow('USDT', '7.00000000000000000001')],
      ),
      totals: fc.subarray([
        { accountType: 'fund', usdtBalance: '0.06' },
        { accountType: 'coinMPerp', usdtBalance: '0.04' },
        { accountType: 'USDTMPerp', usdtBalance: '12.5' },
        { accountType: 'newProduct', usdtBalance: '-1' },
      ]),
    }),
  },
);

/** Of the wallets, also the answers that were seen live or are documented, byte for byte. */
const RECORDED: Partial<Record<OptionalEndpoint, readonly string[]>> = {
  fund: Object.values(PAYLOADS.fund),
  USDTMPerp: Object.values(PAYLOADS.USDTMPerp),
  coinMPerp: Object.values(PAYLOADS.coinMPerp),
  stdFutures: Object.values(PAYLOADS.stdFutures),
  allAccountBalance: Object.values(PAYLOADS.allAccountBalance),
};

/** Failures of optional endpoints; `trouble` is what can happen to any request. */
export function optionalTroubles(
  trouble: fc.Arbitrary<ExchangeTrouble>,
): fc.Arbitrary<NonNullable<Troubles['optional']>> {
  const of = (endpoint: OptionalEndpoint) => {
    const recorded = (RECORDED[endpoint] ?? ['{"code":0,"data":[]}']).map((body) => ({ body }));
    const one = fc.oneof(
      { weight: 3, arbitrary: trouble },
      { weight: 2, arbitrary: fc.constantFrom<ExchangeTrouble>(...recorded) },
      fc.constant<ExchangeTrouble>({ slowMs: 90_000 }),
    );
    return fc.array(fc.option(one, { nil: undefined }), { maxLength: 2 });
  };
  return fc.record(
    Object.fromEntries(OPTIONAL_ENDPOINTS.map((endpoint) => [endpoint, of(endpoint)])) as Record<
      OptionalEndpoint,
      ReturnType<typeof of>
    >,
    { requiredKeys: [] },
  );
}
