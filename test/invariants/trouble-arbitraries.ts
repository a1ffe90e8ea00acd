/** Arbitrary failures of a delivery, for fast-check. */
import fc from '../support/fast-check';
import { type ErrorName, NO_TROUBLES, STATUSES, STEPS, type Troubles } from './troubles';
import { optionalTroubles } from './wallets';

const errorNames = [
  'signature mismatch',
  'incorrect apiKey',
  'null signature',
  'permission denied',
  'address not whitelisted',
  'timestamp mismatch',
  'timestamp invalid',
  'parameter invalid',
  'rate limited',
  'no such api',
  'wrong path',
  'account abnormal',
  'account not verified',
  'risk forbidden',
  'system busy',
  'internal error',
  'RPC timeout',
  'service unavailable',
  'request failed',
  'unknown code',
] as const satisfies readonly ErrorName[];

const exchangeTrouble = fc.oneof(
  { weight: 4, arbitrary: fc.record({ error: fc.constantFrom(...errorNames) }) },
  fc.record({ bannedFor: fc.constantFrom(1, 20, 300, 3600) }),
  { weight: 2, arbitrary: fc.record({ status: fc.constantFrom(...STATUSES) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      transport: fc.constantFrom(
        'network-error' as const,
        'truncated' as const,
        'bad-encoding' as const,
        'too-large' as const,
      ),
    }),
  },
  fc.record({
    body: fc.constantFrom(
      '',
      '<html>maintenance</html>',
      '{"code":0,"msg":"","data":{}}',
      '{"code":0,"msg":"","data":{"balances":[{"asset":"BTC","free":"","locked":"0"}]}}',
      '{"code":0,"msg":"","data":{"balances":[{"asset":"BTC","free":"1","locked":"0"},{"asset":"BTC","free":"2","locked":"0"}]}}',
      '{"code":0,"msg":"","data":{"balances":[{"asset":"BTC","free":"1.23456789012345678901234567890123456789","locked":"0"}]}}',
    ),
  }),
  fc.record({ echoes: fc.constant(true as const) }),
  fc.record({ slowMs: fc.constantFrom(900, 4_500, 30_000) }),
);
const tableTrouble = fc.constantFrom(
  'throttled' as const,
  'internal error' as const,
  'denied' as const,
  'unreached' as const,
  'lost' as const,
  'lost to a reset' as const,
);
const secretTrouble = fc.constantFrom(
  'throttled' as const,
  'internal error' as const,
  'denied' as const,
  'being deleted' as const,
  'undecryptable' as const,
  'unreached' as const,
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
export const troubles: fc.Arbitrary<Troubles> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(NO_TROUBLES) },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        exchange: fc.array(maybe(exchangeTrouble), { maxLength: 4 }),
        table: fc.array(maybe(tableTrouble), { maxLength: 7 }),
        secrets: fc.array(maybe(secretTrouble), { maxLength: 2 }),
        optional: optionalTroubles(exchangeTrouble),
        crash: fc.record({ step: fc.constantFrom(...STEPS), nth: fc.constantFrom(0, 0, 1, 2) }),
      },
      { requiredKeys: ['exchange', 'table', 'secrets'] },
    ),
  },
);
