/** The exchange's own totals are returned unchanged, by account type. */

import { ENDPOINTS } from '../../../functions/bingx/endpoints';
import { parseJson } from '../../../functions/bingx/json';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';

const parse = (body: string) => ENDPOINTS.allAccountBalance.parse(parseJson(Buffer.from(body))?.document);
const result = (members: string) =>
  `{"code":0,"data":{"result":[{"accountType":"grid","usdtBalance":"1"}]${members}}}`;

it('parses the bare list of a live response, with each figure unchanged', () => {
  expect(parse(PAYLOADS.allAccountBalance.bareList)).toEqual({
    value: {
      sopt: '80.00',
      stdFutures: '0.00000000',
      coinMPerp: '0',
      USDTMPerp: '0.00000000',
      copyTrading: '0.00',
      grid: '0',
      eran: '0',
    },
  });
});

it('parses the documented list', () => {
  expect(parse(PAYLOADS.allAccountBalance.result)).toEqual({ value: { sopt: '100' } });
});

it('keeps an unknown account type under its own name', () => {
  expect(parse(PAYLOADS.allAccountBalance.unknownType)).toEqual({ value: { sopt: '0', options: '12.50' } });
});

it.each([PAYLOADS.allAccountBalance.null, '{"code":0,"data":[]}', '{"code":0,"data":{"result":null}}'])(
  'claims nothing where nothing is listed: %s',
  (body) => {
    expect(parse(body)).toEqual({ value: {} });
  },
);

it('accepts the number of a list with many rows', () => {
  const rows = Array.from({ length: 12 }, (_, i) => ({ accountType: `type${i}`, usdtBalance: '1' }));

  expect(parse(JSON.stringify({ code: 0, data: { result: rows, total: 12 } }))).toHaveProperty('value');
});

it.each(['', ',"total":1', ',"total":"1"', ',"total":0'])('accepts a complete list: %j', (members) => {
  expect(parse(result(members))).toEqual({ value: { grid: '1' } });
});

it.each([
  ['more rows than it lists', result(',"total":2'), 'data.total'],
  ['a number of rows that is none', result(',"total":null'), 'data.total'],
  ...['-1', '"x0"', '"0x"', '"0000000000"', '"1e0"'].map((total) => [
    `the number of rows ${total}`,
    result(`,"total":${total}`),
    'data.total',
  ]),
  ['no data', '{"code":0}', 'data'],
  ['no list', '{"code":0,"data":{}}', 'data.result'],
  ['a row that is none', '{"code":0,"data":[1]}', 'data.0.accountType'],
  ['no type', '{"code":0,"data":[{"usdtBalance":"1"}]}', 'data.0.accountType'],
  ['no figure', '{"code":0,"data":[{"accountType":"grid","usdtBalance":""}]}', 'data.0.usdtBalance'],
  [
    'a type twice',
    '{"code":0,"data":[{"accountType":"grid","usdtBalance":"1"},{"accountType":"grid","usdtBalance":"1"}]}',
    'data: an account type twice',
  ],
])('rejects %s', (_what, body, fault) => {
  expect(parse(body)).toEqual({ fault });
});
