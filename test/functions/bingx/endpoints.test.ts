/** The parser of each endpoint returns a value or the path of an invalid field for any response, and never throws. */
import { ENDPOINTS, WALLETS } from '../../../functions/bingx/endpoints';
import { parseJson } from '../../../functions/bingx/json';
import type { Endpoint } from '../../../functions/bingx/response';
import fc from '../../support/fast-check';

const endpoints = Object.entries<Endpoint<unknown>>(ENDPOINTS);

/** Known properties with arbitrary values, nested as in real responses. */
const NAMES = [
  'data',
  'assets',
  'balances',
  'balance',
  'result',
  'total',
  'asset',
  'free',
  'locked',
  'equity',
];
const document = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, '', '0', '1.5', '-1e5', 0, 12.5, true, 'BTC', '__proto__'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('node'), { maxKeys: 6 }),
  ),
})).node;

it.each(endpoints)('%s returns a value or the path of the invalid field for any input', (_name, endpoint) => {
  const decode = endpoint.decode ?? parseJson;
  fc.assert(
    fc.property(document, (node) => {
      const body = Buffer.from(JSON.stringify({ code: 0, data: node }));

      const parsed = endpoint.parse(decode(body)?.document);

      expect(['value', 'fault']).toContain(Object.keys(parsed).join());
    }),
    { numRuns: 500 },
  );
});

it.each(endpoints)('%s rejects invalid responses', (_name, { parse }) => {
  for (const document of [undefined, null, [], 'text', {}]) expect(parse(document)).toHaveProperty('fault');
});

it('signs the requests for wallets and totals, but not those for prices', () => {
  const signed = endpoints.filter(([, { access }]) => access === 'signed').map(([name]) => name);

  expect(signed).toEqual([...Object.keys(WALLETS), 'allAccountBalance']);
  expect(ENDPOINTS.ticker).toMatchObject({ access: 'public', parameters: ['timestamp'] });
});
