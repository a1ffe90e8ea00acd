/** Valid events become requests; invalid ones are rejected with the reason. */
import { WALLET_IDS } from '../../../functions/history/row';
import { toSlot } from '../../../functions/schedule/slot';
import { InvalidEvent, parseEvent } from '../../../functions/snapshot/event';

const NOW = Date.parse('2026-11-22T06:00:03.000Z');
const scheduled = {
  account: 'main',
  secretId: 'balance-snapshots/main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
};

describe('an event', () => {
  it('of the schedule is a snapshot request with default values', () => {
    expect(parseEvent(scheduled, NOW)).toEqual({
      ...scheduled,
      timezone: 'UTC',
      maxLatenessSeconds: 1800,
      wallets: WALLET_IDS,
    });
  });

  it('may request a check of an account', () => {
    const check = { check: true, account: 'main', secretId: 'balance-snapshots/main' };

    expect(parseEvent(check, NOW)).toEqual({ ...check, wallets: WALLET_IDS, shapes: false });
  });

  it('may be ahead of a clock that is ten minutes slow', () => {
    expect(parseEvent(scheduled, NOW - 600_000)).toMatchObject({ slot: scheduled.slot });
  });

  it.each([
    ['no object', 'tick', 'event is "tick"; must be an object'],
    ['no slot', { ...scheduled, slot: undefined }, 'slot is missing; must be a UTC time to the second'],
    ['an impossible slot', { ...scheduled, slot: '2026-02-30T06:00:00Z' }, 'slot is "2026-02-30T06:00:00Z"'],
    ['a slot with an offset', { ...scheduled, slot: '2026-11-22T06:00:00+01:00' }, 'must be a UTC time'],
    ['a slot with ms', { ...scheduled, slot: '2026-11-22T06:00:00.000Z' }, 'must be a UTC time'],
    [
      'an unreplaced placeholder',
      { ...scheduled, slot: '<aws.scheduler.scheduled-time>' },
      'must be a UTC time',
    ],
    [
      'a slot in the far future',
      { ...scheduled, slot: '2026-11-24T09:00:00Z' },
      "slot is 2026-11-24T09:00:00Z; must be at most a day ahead of the function's clock",
    ],
    ['a slot before BingX', { ...scheduled, slot: '2017-12-31T23:59:59Z' }, 'from 2018 on'],
    ['a slot of the year 26', { ...scheduled, slot: '0026-11-22T06:00:00Z' }, 'from 2018 on'],
    [
      'an invalid schedule',
      { ...scheduled, schedule: 'every hour' },
      'schedule is "every hour"; must be an EventBridge expression',
    ],
    [
      'a schedule longer than EventBridge allows',
      { ...scheduled, schedule: `cron(${'0,'.repeat(125)}0 * * * ? *)` },
      'schedule is of type string; must be an EventBridge expression',
    ],
    [
      'an unknown time zone',
      { ...scheduled, timezone: 'Mars/Phobos' },
      'timezone is "Mars/Phobos"; must be an IANA time zone',
    ],
    ['an empty time zone', { ...scheduled, timezone: '' }, 'timezone is ""; must be an IANA time zone'],
    [
      'an invalid account',
      { ...scheduled, account: '../main' },
      'account is "../main"; must be 1 to 32 letters',
    ],
    ['no secret', { ...scheduled, secretId: '' }, 'secretId is ""; must be the name or ARN of a secret'],
    [
      'a lateness of zero',
      { ...scheduled, maxLatenessSeconds: 0 },
      'maxLatenessSeconds is 0; must be 1 or more',
    ],
    [
      'a wallet that does not exist',
      { ...scheduled, wallets: ['spot', 'margin'] },
      'wallets is of type object; must be a list of wallets: spot, fund, USDTMPerp, coinMPerp, stdFutures',
    ],
    ['wallets that are not a list', { ...scheduled, wallets: 'spot' }, 'wallets is "spot"; must be a list'],
    [
      'shapes that are not a boolean',
      { check: true, account: 'main', secretId: 'x', shapes: 'yes' },
      'shapes is',
    ],
    ['a check that is not true', { ...scheduled, check: 'yes' }, 'check is "yes"; must be true'],
  ])('with %s is rejected with the name of the property', (_, event, why) => {
    expect(() => parseEvent(event, NOW)).toThrow(InvalidEvent);
    expect(() => parseEvent(event, NOW)).toThrow(why);
  });

  it.each([
    [['fund'], ['spot', 'fund']],
    [[], ['spot']],
    [
      ['coinMPerp', 'spot', 'coinMPerp'],
      ['spot', 'coinMPerp'],
    ],
  ])('may name the wallets %j: spot is always read, each once', (wallets, read) => {
    expect(parseEvent({ ...scheduled, wallets }, NOW)).toMatchObject({ wallets: read });
  });

  it('is rejected with all of its faults at once', () => {
    expect(() => parseEvent({}, NOW)).toThrow(/account is missing.*secretId is missing.*slot is missing/);
  });

  it('is quoted only if the value is short: a long text may be a pasted secret', () => {
    const withAccount = (account: string) => () => parseEvent({ ...scheduled, account }, NOW);

    expect(withAccount('.'.repeat(38))).toThrow(`account is "${'.'.repeat(38)}"`);
    expect(withAccount('.'.repeat(39))).toThrow('account is of type string');
  });

  it('that is not an object is rejected', () => {
    expect(() => parseEvent(null, NOW)).toThrow(InvalidEvent);
  });

  it("may be at most a day ahead of the local clock: the exchange's clock decides", () => {
    const ahead = (ms: number) => () =>
      parseEvent({ ...scheduled, slot: toSlot(NOW + 24 * 3_600_000 + ms) }, NOW);

    expect(ahead(0)).not.toThrow();
    expect(ahead(1000)).toThrow('must be at most a day ahead');
  });

  it('may have the earliest allowed slot', () => {
    expect(parseEvent({ ...scheduled, slot: '2018-01-01T00:00:00Z' }, NOW)).toHaveProperty('slot');
  });

  it.each(['cron(0 0 29 2 ? *)', 'cron(0 0 L * ? *)', 'rate(1 hours)', undefined])(
    'may have the schedule %s',
    (schedule) => {
      expect(parseEvent({ ...scheduled, schedule }, NOW)).toMatchObject({ account: 'main' });
    },
  );

  it('is not quoted when a secret was pasted into it', () => {
    const pasted = { ...scheduled, secretId: { apiKey: 'canary', secretKey: 'canary' } };

    expect(() => parseEvent(pasted, NOW)).toThrow(
      'secretId is of type object; must be the name or ARN of a secret',
    );
  });
});
