/** Parsing projected items: stored values exactly, and invalid items as unreadable. */
import {
  type JsonItem,
  parseItem as parseProjectedItem,
  projectionExpression,
} from '../../../functions/history/projection';
import fc from '../../support/fast-check';
import { capturedItem, failedItem, holding, parseItem, SLOT } from './json-items';

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

    expect(parseItem({ ...failedItem, failure: { M: failure } })).toStrictEqual({
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
          fund: error({ reason: { S: 'permission-denied' }, code: { S: '100004' }, message: { S: 'no' } }),
          stdFutures: error({ reason: { S: 'timed-out' }, message: { S: 'no answer' } }),
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
