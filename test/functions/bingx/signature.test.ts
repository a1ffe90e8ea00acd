/** The signature, compared with the exchange's own example and with an independent computation. */
import { createHmac } from 'node:crypto';
import { signedQuery } from '../../../functions/bingx/signature';
import fc from '../../support/fast-check';

// Slow on a busy machine.
jest.setTimeout(60_000);

/** The secret of the exchange's own example. */
const SECRET = 'UuGuyEGt6ZEkpUObCYCmIfh0elYsZVh80jlYwpJuRZEw70t6vomMH7Sjmf94ztSI';

it("reproduces the exchange's own example", () => {
  const parameters = {
    quoteOrderQty: 20,
    side: 'BUY',
    symbol: 'ETHUSDT',
    timestamp: 1649404670162,
    type: 'MARKET',
  };

  expect(signedQuery(parameters, SECRET).signature).toBe(
    '428a3c383bde514baff0d10d3c20e5adfaacaf799e324546dafe5ccc480dd827',
  );
});

it('signs the parameters of a balance request', () => {
  expect(signedQuery({ timestamp: 1649404670162, recvWindow: 5000 }, SECRET)).toEqual({
    query:
      'recvWindow=5000&timestamp=1649404670162&signature=fba768a1685ed235b0d8a3e348947c0b5d0be4cc2cf972ab147148c041792714',
    signature: 'fba768a1685ed235b0d8a3e348947c0b5d0be4cc2cf972ab147148c041792714',
  });
});

it('sends exactly the signed string, with parameters in ascending order and the signature last', () => {
  const parameters = fc.dictionary(
    fc.stringMatching(/^[a-zA-Z]{1,12}$/),
    fc.oneof(fc.nat(), fc.stringMatching(/^[\w.-]{0,12}$/)),
    { minKeys: 1, noNullPrototype: true },
  );
  fc.assert(
    fc.property(parameters, fc.string({ minLength: 1 }), (given, secret) => {
      const { query } = signedQuery(given, secret);

      const [, sent = '', signature] = /^(.*)&signature=([0-9a-f]{64})$/.exec(query) ?? [];
      const names = sent.split('&').map((pair) => pair.split('=')[0]);
      expect(signature).toBe(createHmac('sha256', secret).update(sent).digest('hex'));
      expect(names).toEqual(Object.keys(given).sort());
    }),
    { numRuns: 1000 },
  );
});
