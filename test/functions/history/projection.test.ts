/** Parsing projected items: stored values exactly, and invalid items as unreadable. */
import * as fc from 'fast-check';
import {
  type JsonItem,
  parseItem as parseProjectedItem,
  projectionExpression,
  UNREADABLE_ROW,
} from '../../../functions/history/projection';

const SLOT = '2026-11-22T06:00:00Z';
const parseItem = (item: JsonItem) => parseProjectedItem(item, 'balances');
const capturedItem = (wallets: JsonItem): JsonItem => ({
  slot: { S: SLOT },
  status: { S: 'captured' },
  capturedAt: { S: '2026-11-22T06:00:01.234Z' },
  balances: { M: wallets },
  version: { N: '1' },
});
const failedItem: JsonItem = { slot: { S: SLOT }, status: { S: 'failed' }, version: { N: '1' } };
const holding = (free: string, locked = '0') => ({ M: { free: { N: free }, locked: { N: locked } } });

describe('parseItem returns', () => {
  it('every wallet and asset, in plain decimal text', () => {
    const item = capturedItem({
      spot: { M: { BTC: holding('1.5', '1E-8'), ETH: holding('-20.50') } },
      fund: { M: {} },
    });

    expect(parseItem(item)).toEqual({
      slot: SLOT,
      status: 'captured',
      capturedAt: '2026-11-22T06:00:01.234Z',
      balances: {
        spot: { BTC: { free: '1.5', locked: '0.00000001' }, ETH: { free: '-20.5', locked: '0' } },
        fund: {},
      },
    });
  });

  it('an asset of any name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor')), (asset) => {
        const assets = JSON.parse(`{${JSON.stringify(asset)}: ${JSON.stringify(holding('7'))}}`);

        const row = parseItem(capturedItem({ spot: { M: assets } }));

        expect(row.status === 'captured' && Object.entries(row.balances.spot ?? {})).toEqual([
          [asset, { free: '7', locked: '0' }],
        ]);
      }),
    );
  });

  it('schedule and time zone if the item has them, and no such property otherwise', () => {
    const bare = capturedItem({ spot: { M: {} } });

    const read = [
      parseItem(bare),
      parseItem({ ...bare, schedule: { S: 'rate(1 hour)' }, timezone: { S: 'Asia/Tokyo' } }),
    ];

    expect(read.map(({ schedule, timezone }) => [schedule, timezone])).toEqual([
      [undefined, undefined],
      ['rate(1 hour)', 'Asia/Tokyo'],
    ]);
    expect(Object.keys(read[0] ?? {}).sort()).toEqual(['balances', 'capturedAt', 'slot', 'status']);
  });

  it('every attribute of a failure', () => {
    const failure = {
      reason: { S: 'banned' },
      message: { S: 'HTTP 403' },
      code: { S: '403' },
      attempts: { N: '3' },
    };

    expect(parseItem({ ...failedItem, failure: { M: failure } })).toEqual({
      slot: SLOT,
      status: 'failed',
      failure: { reason: 'banned', message: 'HTTP 403', code: '403', at: '', attempts: 3 },
    });
  });

  it('the details of version 2, with wallets and totals in one order', () => {
    const error = (attributes: JsonItem) => ({ M: attributes });
    const item: JsonItem = {
      ...capturedItem({ spot: { M: {} } }),
      version: { N: '2' },
      walletErrors: {
        M: {
          stdFutures: error({ reason: { S: 'timed-out' }, message: { S: 'no answer' } }),
          fund: error({ reason: { S: 'permission-denied' }, code: { S: '100004' }, message: { S: 'no' } }),
          coinMPerp: error({}),
          USDTMPerp: { S: 'x' },
        },
      },
      prices: { M: { USDT: { N: '1' }, constructor: { N: '5E-1' } } },
      priceSources: { M: { ABC: { S: 'last:ABC-USDT' }, DEF: { N: '1' } } },
      pricedAt: { S: '2026-11-22T06:00:02.000Z' },
      exchangeTotals: { M: { sopt: { N: '2' }, eran: { N: '1' } } },
    };

    const row = parseItem(item);

    const unread = { reason: 'unknown', message: '' };
    expect(row).toEqual({
      slot: SLOT,
      status: 'captured',
      capturedAt: '2026-11-22T06:00:01.234Z',
      balances: { spot: {} },
      walletErrors: {
        USDTMPerp: unread,
        coinMPerp: unread,
        fund: { reason: 'permission-denied', code: '100004', message: 'no' },
        stdFutures: { reason: 'timed-out', message: 'no answer' },
      },
      prices: { USDT: '1', constructor: '0.5' },
      priceSources: { ABC: 'last:ABC-USDT', DEF: '' },
      pricedAt: '2026-11-22T06:00:02.000Z',
      exchangeTotals: { eran: '1', sopt: '2' },
    });
    if (row.status !== 'captured') throw new Error('the row is captured');
    expect(Object.keys(row.walletErrors ?? {})).toEqual(['USDTMPerp', 'coinMPerp', 'fund', 'stdFutures']);
    expect(Object.keys(row.walletErrors?.coinMPerp ?? {})).toEqual(['reason', 'message']);
    expect(Object.keys(row.exchangeTotals ?? {})).toEqual(['eran', 'sopt']);
  });

  it('no details where a row of version 2 has none', () => {
    const row = parseItem({ ...capturedItem({ spot: { M: {} } }), version: { N: '2' } });

    expect(Object.keys(row).sort()).toEqual(['balances', 'capturedAt', 'slot', 'status']);
  });

  it('no balances for a projection to the status', () => {
    const item = capturedItem({ spot: { M: { BTC: holding('1') } } });

    expect(parseProjectedItem(item, 'status')).toEqual({
      slot: SLOT,
      status: 'captured',
      capturedAt: '2026-11-22T06:00:01.234Z',
      balances: {},
    });
  });

  it('a failure without attributes as unknown', () => {
    expect(parseItem(failedItem)).toMatchObject({
      status: 'failed',
      failure: { reason: 'unknown', message: '', attempts: 0 },
    });
  });
});

describe('parseItem returns a failed row with the reason unreadable-row', () => {
  const good = capturedItem({ spot: { M: { BTC: holding('1') } } });

  it.each<[string, JsonItem, string]>([
    ['a later version', { ...good, version: { N: '999' } }, 'version must be 1, 2, got {"N":"999"}.'],
    ['a later version of a failure', { ...failedItem, version: { N: '999' } }, 'version must be 1, 2'],
    ['no version', { ...good, version: undefined }, 'version must be 1, 2, got nothing.'],
    [
      'a version that is a property of every object',
      { ...good, version: { N: 'constructor' } },
      'version must be 1, 2',
    ],
    [
      'another status',
      { ...good, status: { S: 'pending' } },
      'status must be captured or failed, got {"S":"pending"}.',
    ],
    ['no status', { ...good, status: undefined }, 'status must be captured or failed, got nothing.'],
    [
      'no time of capture',
      { ...good, capturedAt: { S: 'noon' } },
      'capturedAt must be a time, got {"S":"noon"}.',
    ],
    [
      'a time of capture with a text before it',
      { ...good, capturedAt: { S: 'on 2026-11-22' } },
      'capturedAt',
    ],
    ['a time of capture that does not exist', { ...good, capturedAt: { S: '2026-13-01' } }, 'capturedAt'],
    [
      'an unknown wallet',
      capturedItem({ spot: { M: {} }, other: { M: {} } }),
      'balances names the unknown wallet other.',
    ],
    ['no balances', { ...good, balances: undefined }, 'balances must be a map, got nothing.'],
    [
      'no map of balances',
      { ...good, balances: { L: [] } as object },
      'balances must be a map, got {"L":[]}.',
    ],
    ['no spot wallet', capturedItem({}), 'balances must name the wallet spot.'],
    [
      'a wallet that is not a map',
      capturedItem({ spot: { S: 'x' } }),
      'balances.spot must be a map, got {"S":"x"}.',
    ],
    [
      'an amount of type S',
      capturedItem({ spot: { M: { BTC: { M: { free: { S: '1' }, locked: { N: '0' } } } } } }),
      'An amount must be a number, got {"S":"1"}.',
    ],
    [
      'a missing amount',
      capturedItem({ spot: { M: { BTC: { M: { free: { N: '1' } } } } } }),
      'An amount must be a number, got nothing.',
    ],
    [
      'an asset that is not a map',
      capturedItem({ spot: { M: { BTC: { S: '1' } } } }),
      'An amount must be a number, got nothing.',
    ],
  ])('for %s', (_what, item, message) => {
    expect(parseItem(item)).toMatchObject({
      slot: SLOT,
      status: 'failed',
      failure: { reason: UNREADABLE_ROW, message: expect.stringContaining(message) },
    });
  });

  it('and a short message, for a value of any length', () => {
    const row = parseItem({ ...good, status: { S: 'x'.repeat(300_000) } });

    expect(JSON.stringify(row).length).toBeLessThan(300);
  });

  it('and never throws, for any values', () => {
    const value = fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.constantFrom('0', '-1.5', '1e400', 'NaN') }),
      fc.constantFrom({ NULL: true }, { L: [] }, { BOOL: false }, { M: {} }, { M: { spot: { M: {} } } }),
    );
    const names = Object.keys({ ...good, ...failedItem, schedule: 0, timezone: 0, failure: 0 });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), (changes) => {
        for (const item of [good, failedItem]) {
          const row = parseItem(structuredClone({ ...item, ...changes }) as JsonItem);

          expect(['captured', 'failed']).toContain(row.status);
        }
      }),
    );
  });

  it('but keeps a schedule or time zone of another type, which its parser refuses', () => {
    expect(parseItem({ ...good, schedule: { N: '5' }, timezone: { S: '' } })).toMatchObject({
      schedule: '{"N":"5"}',
      timezone: '',
    });
  });
});

describe('projectionExpression', () => {
  /** The expression with its placeholders replaced. */
  const expand = (projection: Parameters<typeof projectionExpression>[0]) => {
    const { expression, names } = projectionExpression(projection);
    return expression.replaceAll(/#\w+/g, (name) => names[name] ?? name);
  };
  const STATUS = 'slot, status, schedule, timezone, capturedAt, failure, version';

  it.each([
    ['status', STATUS],
    ['balances', `${STATUS}, balances, walletErrors, prices, priceSources, pricedAt, exchangeTotals`],
  ] as const)('for %j is %s', (projection, expression) => {
    expect(expand(projection)).toBe(expression);
  });
});
