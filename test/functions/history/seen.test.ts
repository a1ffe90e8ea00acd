/** A row as a reader sees it: what was stored, told from what was not asked for, and nothing made up. */
import * as fc from 'fast-check';
import { type JsonItem, projection, seenItem } from '../../../functions/history/seen';

const SLOT = '2026-11-22T06:00:00Z';
const capturedItem = (wallets: JsonItem): JsonItem => ({
  slot: { S: SLOT },
  status: { S: 'captured' },
  capturedAt: { S: '2026-11-22T06:00:01.234Z' },
  balances: { M: wallets },
});
const holding = (free: string, locked = '0') => ({ M: { free: { N: free }, locked: { N: locked } } });

describe('a row that is read', () => {
  it('has every wallet and asset, in plain decimal text', () => {
    const item = capturedItem({
      spot: { M: { BTC: holding('1.5', '1E-8'), ETH: holding('-20.50') } },
      funding: { M: {} },
    });

    expect(seenItem(item)).toEqual({
      slot: SLOT,
      status: 'captured',
      capturedAt: '2026-11-22T06:00:01.234Z',
      balances: {
        spot: { BTC: { free: '1.5', locked: '0.00000001' }, ETH: { free: '-20.5', locked: '0' } },
        funding: {},
      },
    });
  });

  it('may hold an asset of any name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor')), (asset) => {
        const assets = JSON.parse(`{${JSON.stringify(asset)}: ${JSON.stringify(holding('7'))}}`);

        const row = seenItem(capturedItem({ spot: { M: assets } }));

        expect(row.status === 'captured' && Object.entries(row.balances.spot ?? {})).toEqual([
          [asset, { free: '7', locked: '0' }],
        ]);
      }),
    );
  });

  it('names its schedule and time zone where it has them, and has no word of them where not', () => {
    const bare = { slot: { S: SLOT }, status: { S: 'captured' } };

    const read = [
      seenItem(bare),
      seenItem({ ...bare, schedule: { S: 'rate(1 hour)' }, timezone: { S: 'Asia/Tokyo' } }),
    ];

    expect(read.map(({ schedule, timezone }) => [schedule, timezone])).toEqual([
      [undefined, undefined],
      ['rate(1 hour)', 'Asia/Tokyo'],
    ]);
    expect(Object.keys(read[0] ?? {}).sort()).toEqual(['balances', 'capturedAt', 'slot', 'status']);
  });

  it('tells of a failure all that was stored', () => {
    const failure = {
      reason: { S: 'banned' },
      message: { S: 'HTTP 403' },
      code: { S: '403' },
      attempts: { N: '3' },
    };

    expect(seenItem({ slot: { S: SLOT }, status: { S: 'failed' }, failure: { M: failure } })).toEqual({
      slot: SLOT,
      status: 'failed',
      failure: { reason: 'banned', message: 'HTTP 403', code: '403', attempts: 3 },
    });
  });

  it('is a failure even where it says nothing more', () => {
    expect(seenItem({ slot: { S: SLOT }, status: { S: 'failed' } })).toMatchObject({
      status: 'failed',
      failure: { reason: 'unknown', message: '', attempts: 0 },
    });
  });
});

describe('a row is refused', () => {
  it.each([
    [{ S: 'pending' }, 'pending'],
    [undefined, 'undefined'],
  ])('where its status is %j', (status, named) => {
    expect(() => seenItem({ slot: { S: SLOT }, status })).toThrow(
      `The row of slot ${SLOT} has the status "${named}"; it wants captured or failed`,
    );
  });

  it.each([
    ['no number', { M: { free: { S: '1' }, locked: { N: '0' } } }, '{"S":"1"}'],
    ['no amount at all', { M: { free: { N: '1' } } }, 'undefined'],
    ['no holding', { S: '1' }, 'undefined'],
  ])('where there is %s for an asset', (_what, asset, held) => {
    expect(() => seenItem(capturedItem({ spot: { M: { BTC: asset } } }))).toThrow(
      `A row holds ${held} where an amount belongs`,
    );
  });
});

describe('what DynamoDB is asked for', () => {
  /** The projection with its placeholders filled in. */
  const asked = (wanted: Parameters<typeof projection>[0]) => {
    const { expression, names } = projection(wanted);
    return expression.replaceAll(/#\w+/g, (name) => names[name] ?? name);
  };
  const STATUS = 'slot, status, schedule, timezone, capturedAt, failure';

  it.each([
    ['status', STATUS],
    ['balances', `${STATUS}, balances`],
    [{ assets: ['BTC', 'ETH'] }, `${STATUS}, balances.spot.BTC, balances.spot.ETH`],
  ] as const)('is, for %j, %s', (wanted, expression) => {
    expect(asked(wanted)).toBe(expression);
  });
});
