/** Which events are a job, and what is said of those that are not. */
import { toSlot } from '../../../functions/history/slot';
import { InvalidEvent, readEvent } from '../../../functions/snapshot/event';

const NOW = Date.parse('2026-11-22T06:00:03.000Z');
const scheduled = {
  account: 'main',
  secretId: 'balance-snapshots/main',
  slot: '2026-11-22T06:00:00Z',
  schedule: 'cron(0 * * * ? *)',
};

describe('an event', () => {
  it('of the schedule is a job, with the defaults filled in', () => {
    expect(readEvent(scheduled, NOW)).toEqual({ ...scheduled, timezone: 'UTC', maxLatenessSeconds: 1800 });
  });

  it('may ask for a check of an account', () => {
    const check = { check: true, account: 'main', secretId: 'balance-snapshots/main' };

    expect(readEvent(check, NOW)).toEqual(check);
  });

  it('may be ahead of a clock that is ten minutes slow', () => {
    expect(readEvent(scheduled, NOW - 600_000)).toMatchObject({ slot: scheduled.slot });
  });

  it.each([
    ['no object', 'tick', 'event is "tick"; wants an object'],
    ['no slot', { ...scheduled, slot: undefined }, 'slot is missing; wants a UTC time to the second'],
    ['an impossible slot', { ...scheduled, slot: '2026-02-30T06:00:00Z' }, 'slot is "2026-02-30T06:00:00Z"'],
    ['a slot with an offset', { ...scheduled, slot: '2026-11-22T06:00:00+01:00' }, 'wants a UTC time'],
    ['a slot with ms', { ...scheduled, slot: '2026-11-22T06:00:00.000Z' }, 'wants a UTC time'],
    [
      'the placeholder unreplaced',
      { ...scheduled, slot: '<aws.scheduler.scheduled-time>' },
      'wants a UTC time',
    ],
    [
      'a slot to come',
      { ...scheduled, slot: '2026-11-22T09:00:00Z' },
      'slot is 2026-11-22T09:00:00Z, which is yet to come',
    ],
    [
      'an impossible account',
      { ...scheduled, account: '../main' },
      'account is "../main"; wants 1 to 32 letters',
    ],
    ['no secret', { ...scheduled, secretId: '' }, 'secretId is ""; wants the name or ARN of a secret'],
    [
      'a lateness of none',
      { ...scheduled, maxLatenessSeconds: 0 },
      'maxLatenessSeconds is 0; wants 1 or more',
    ],
    ['a check that is not one', { ...scheduled, check: 'yes' }, 'check is "yes"; wants true'],
  ])('with %s is refused by name', (_, event, why) => {
    expect(() => readEvent(event, NOW)).toThrow(InvalidEvent);
    expect(() => readEvent(event, NOW)).toThrow(why);
  });

  it('names every fault at once', () => {
    expect(() => readEvent({}, NOW)).toThrow(/account is missing.*secretId is missing.*slot is missing/);
  });

  it('is quoted where it is short, and only then: a long text may be a secret that somebody pasted', () => {
    const withAccount = (account: string) => () => readEvent({ ...scheduled, account }, NOW);

    expect(withAccount('.'.repeat(38))).toThrow(`account is "${'.'.repeat(38)}"`);
    expect(withAccount('.'.repeat(39))).toThrow('account is of type string');
  });

  it('that is no object at all is refused', () => {
    expect(() => readEvent(null, NOW)).toThrow(InvalidEvent);
  });

  it('may be an hour ahead of our clock, and no second more', () => {
    const ahead = (ms: number) => () => readEvent({ ...scheduled, slot: toSlot(NOW + 3_600_000 + ms) }, NOW);

    expect(ahead(0)).not.toThrow();
    expect(ahead(1000)).toThrow('which is yet to come');
  });

  it('is not quoted where somebody put a secret into it', () => {
    const pasted = { ...scheduled, secretId: { apiKey: 'canary', secretKey: 'canary' } };

    expect(() => readEvent(pasted, NOW)).toThrow(
      'secretId is of type object; wants the name or ARN of a secret',
    );
  });
});
