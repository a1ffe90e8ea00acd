/** Empty wallets, zero rows and any decimal are parsed exactly; ambiguous responses are rejected. */
import type { WalletId } from '../../../functions/bingx/endpoints';
import { MAX_LENGTH } from '../../../functions/bingx/limits';
import { PAYLOADS } from '../../../infra/local/fake-bingx/payloads';
import fc from '../../support/fast-check';
import { held, parse } from './parse-wallet';

const EMPTY = { value: { assets: [], isEmpty: true } };

const UNUSED = { balance: '', equity: '', unrealizedProfit: '', availableMargin: '', usedMargin: '' };
const perpetual = (row: object) =>
  JSON.stringify({
    code: 0,
    data: [
      {
        asset: 'USDT',
        balance: '1',
        equity: '1',
        unrealizedProfit: '0',
        availableMargin: '1',
        usedMargin: '0',
        freezedMargin: '0',
        ...row,
      },
    ],
  });
const standard = (...rows: object[]) =>
  JSON.stringify({
    code: 0,
    data: rows.map((row) => ({
      asset: 'USDT',
      balance: '1',
      crossWalletBalance: '1',
      crossUnPnl: '0',
      availableBalance: '1',
      maxWithdrawAmount: '1',
      ...row,
    })),
  });

describe('a response without rows is an empty wallet', () => {
  it.each<[WalletId, string]>([
    ['spot', PAYLOADS.spot.empty],
    ['fund', PAYLOADS.fund.empty],
    ['fund', '{"code":0,"data":{"balances":[]}}'],
    ['fund', '{"code":0,"data":{"assets":null}}'],
    ['USDTMPerp', PAYLOADS.USDTMPerp.empty],
    ['USDTMPerp', PAYLOADS.USDTMPerp.null],
    ['USDTMPerp', PAYLOADS.USDTMPerp.withoutAsset],
    ['coinMPerp', PAYLOADS.coinMPerp.empty],
    ['coinMPerp', PAYLOADS.coinMPerp.null],
    ['stdFutures', '{"code":0,"data":[]}'],
    ['stdFutures', '{"code":0,"data":null}'],
  ])('%s: %s', (wallet, body) => {
    expect(parse(wallet, body)).toEqual(EMPTY);
  });

  it('a response of zero rows only has no assets, and is not marked as empty', () => {
    const zero = {
      balance: '0',
      crossWalletBalance: '0.00000000',
      crossUnPnl: '-0',
      availableBalance: '0e5',
    };

    expect(parse('stdFutures', standard({ ...zero, maxWithdrawAmount: 0 }))).toEqual({
      value: { assets: [], isEmpty: false },
    });
  });
});

it('reads an asset with the longest name', () => {
  const asset = 'A'.repeat(MAX_LENGTH.assetName);

  expect(parse('stdFutures', standard({ asset }))).toMatchObject({ value: { assets: [{ asset }] } });
});

it('keeps a row with a single nonzero amount', () => {
  const zero = { balance: '0', equity: '0', availableMargin: '0' };

  expect(parse('coinMPerp', perpetual({ ...zero, freezedMargin: '1e-8' }))).toMatchObject(
    held({ asset: 'USDT', frozenMargin: '1e-8' }),
  );
});

it.each(['freezedMargin', 'frozenMargin'])('reads the margin of open orders from the field %s', (name) => {
  const row = { freezedMargin: undefined, [name]: '0.5' };

  expect(parse('USDTMPerp', perpetual(row))).toMatchObject(held({ frozenMargin: '0.5' }));
});

it.each([
  ['no asset, every amount zero', { asset: undefined, ...UNUSED, balance: '0', freezedMargin: '0.0000' }],
  ['an empty asset, no amount', { asset: '', ...UNUSED, freezedMargin: undefined }],
  ['a currency that was never opened', { ...UNUSED, freezedMargin: '' }],
])('skips a row with %s', (_what, row) => {
  expect(parse('USDTMPerp', perpetual(row))).toEqual(EMPTY);
});

describe('an ambiguous response is rejected with the path of its invalid field', () => {
  it.each<[string, WalletId, string, string]>([
    ['no data', 'coinMPerp', '{"code":0}', 'data'],
    ['no data', 'fund', '{"code":0}', 'data'],
    ['no object', 'stdFutures', '[]', 'data'],
    ['null for the spot list', 'spot', '{"code":0,"data":{"balances":null}}', 'data.balances'],
    ['null in place of both lists', 'fund', '{"code":0,"data":null}', 'data'],
    ['neither list', 'fund', '{"code":0,"data":{}}', 'data'],
    [
      'a spot row without an asset, even of zero',
      'spot',
      '{"code":0,"data":{"balances":[{"asset":"","free":"0","locked":"0"}]}}',
      'data.balances.0.asset',
    ],
    ['both lists', 'fund', '{"code":0,"data":{"assets":[],"balances":null}}', 'data'],
    ['a balance that is an object', 'fund', '{"code":0,"data":{"assets":{}}}', 'data.assets'],
    ['an object for a list', 'coinMPerp', '{"code":0,"data":{"balance":{}}}', 'data'],
    ['a row that is null', 'coinMPerp', '{"code":0,"data":[null]}', 'data.0'],
    ['a balance beside an empty equity', 'USDTMPerp', perpetual({ equity: '' }), 'data.0.equity'],
    ['an empty balance', 'USDTMPerp', perpetual({ balance: '' }), 'data.0.balance'],
    [
      'an empty balance beside an equity of zero',
      'USDTMPerp',
      perpetual({ ...UNUSED, equity: '0' }),
      'data.0.balance',
    ],
    [
      'an empty equity beside a balance of zero',
      'USDTMPerp',
      perpetual({ ...UNUSED, balance: '0' }),
      'data.0.equity',
    ],
    ['an empty margin', 'USDTMPerp', perpetual({ availableMargin: '' }), 'data.0.availableMargin'],
    ['an empty used margin', 'USDTMPerp', perpetual({ usedMargin: '' }), 'data.0.usedMargin'],
    [
      'a margin in a currency that was never opened',
      'USDTMPerp',
      perpetual({ ...UNUSED, usedMargin: '5' }),
      'data.0.balance',
    ],
    [
      'null for an amount without an asset',
      'USDTMPerp',
      perpetual({ asset: '', ...UNUSED, freezedMargin: null }),
      'data.0.asset',
    ],
    ['money without an asset', 'USDTMPerp', perpetual({ asset: '' }), 'data.0.asset'],
    [
      'both spellings of a margin',
      'USDTMPerp',
      perpetual({ frozenMargin: '0' }),
      'data.0.freezedMargin or frozenMargin',
    ],
    [
      'neither spelling',
      'USDTMPerp',
      perpetual({ freezedMargin: undefined }),
      'data.0.freezedMargin or frozenMargin',
    ],
    ['an invalid amount', 'coinMPerp', perpetual({ equity: '1,5' }), 'data.0.equity'],
    ['an amount that is null', 'stdFutures', standard({ crossUnPnl: null }), 'data.0.crossUnPnl'],
    ['an empty amount of standard futures', 'stdFutures', standard({ balance: '' }), 'data.0.balance'],
    ['an asset twice', 'stdFutures', standard({}, { balance: '2' }), 'data: an asset twice'],
    [
      'a zero asset twice',
      'fund',
      '{"code":0,"data":{"assets":[{"asset":"A","free":0,"locked":0},{"asset":"A","free":1,"locked":0}]}}',
      'data.assets: an asset twice',
    ],
    ['a long name', 'stdFutures', standard({ asset: 'A'.repeat(MAX_LENGTH.assetName + 1) }), 'data.0.asset'],
    ['an asset that no row can hold', 'stdFutures', standard({ asset: '__proto__' }), 'data.0.asset'],
  ])('%s (%s)', (_what, wallet, body, fault) => {
    expect(parse(wallet, body)).toEqual({ fault });
  });
});

it('returns any decimal unchanged, bare or quoted, in every amount of every wallet', () => {
  const number = fc.stringMatching(/^-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][+-]?[0-9]{1,2})?$/);
  const shapes: Record<Exclude<WalletId, 'spot'>, { names: string[]; wrap: (row: string) => string }> = {
    fund: { names: ['free', 'locked'], wrap: (row) => `{"assets":[${row}]}` },
    USDTMPerp: {
      names: ['balance', 'equity', 'unrealizedProfit', 'availableMargin', 'usedMargin', 'freezedMargin'],
      wrap: (row) => `[${row}]`,
    },
    coinMPerp: {
      names: ['balance', 'equity', 'unrealizedProfit', 'availableMargin', 'usedMargin', 'frozenMargin'],
      wrap: (row) => `[${row}]`,
    },
    stdFutures: {
      names: ['balance', 'crossWalletBalance', 'crossUnPnl', 'availableBalance', 'maxWithdrawAmount'],
      wrap: (row) => `[${row}]`,
    },
  };
  const wallets = fc.constantFrom<keyof typeof shapes>('fund', 'USDTMPerp', 'coinMPerp', 'stdFutures');
  const sixNumbers = fc.array(fc.tuple(number, fc.boolean()), { minLength: 6, maxLength: 6 });

  fc.assert(
    fc.property(wallets, sixNumbers, (wallet, numbers) => {
      const { names, wrap } = shapes[wallet];
      const sent = numbers.slice(0, names.length);
      fc.pre(sent.some(([text]) => /[1-9]/.test(text.replace(/e.*/i, ''))));
      const members = sent.map(([text, bare], index) => `"${names[index]}":${bare ? text : `"${text}"`}`);

      const read = parse(wallet, `{"code":0,"data":${wrap(`{"asset":"X",${members}}`)}}`);

      const [amounts] = 'value' in read ? read.value.assets : [];
      expect(Object.values(amounts ?? {})).toEqual(['X', ...sent.map(([text]) => text)]);
    }),
    { numRuns: 500 },
  );
});
