/** Items that cannot be read as a row are failed rows with the reason unreadable-row. */
import { type JsonItem, UNREADABLE_ROW } from '../../../functions/history/projection';
import fc from '../../support/fast-check';
import { capturedItem, failedItem, holding, parseItem, SLOT } from './json-items';

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
    ['no capturedAt', { ...good, capturedAt: undefined }, 'capturedAt must be a time, got nothing.'],
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

  it('and without a slot, for an item without attributes', () => {
    expect(parseItem({})).toMatchObject({ slot: '', failure: { reason: UNREADABLE_ROW } });
  });

  it('but keeps a schedule or time zone of another type, which its parser refuses', () => {
    expect(parseItem({ ...good, schedule: { N: '5' }, timezone: { S: '' } })).toMatchObject({
      schedule: '{"N":"5"}',
      timezone: '',
    });
  });
});
