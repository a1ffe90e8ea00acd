/** The warnings at synth. */
import { warningsWith } from './synthesis';

const decided = (context: Record<string, unknown> = {}) => warningsWith({ alarmEmails: [], ...context });
const account = (schedule: string, timezone?: string) => ({
  accounts: [{ id: 'main', schedule, ...(timezone && { timezone }) }],
});

describe('the synth', () => {
  it('warns where alarmEmails is not set', () => {
    expect(warningsWith({})).toEqual([expect.stringContaining('alarmEmails is not set')]);
  });

  it.each([[[]], [['ops@example.com']]])('does not warn where alarmEmails is %j', (alarmEmails) => {
    expect(warningsWith({ alarmEmails })).toEqual([]);
  });

  it.each([
    ['cron(0 * * * ? *)', 'Europe/Berlin'],
    ['cron(0/5 * * * ? *)', 'America/New_York'],
    ['cron(*/15 * * * ? *)', 'Australia/Lord_Howe'],
    ['cron(0 0-6 ? * SUN *)', 'Europe/Berlin'],
    // Clocks in Cairo are set back at the end of a Thursday.
    ['cron(0 * ? * THU *)', 'Africa/Cairo'],
  ])('warns about %s in %s, which has slots in the repeated hour', (schedule, timezone) => {
    expect(decided(account(schedule, timezone))).toEqual([
      expect.stringMatching(
        `Account main has slots in the hour that is repeated in ${timezone} .*Use timezone UTC`,
      ),
    ]);
  });

  it.each([
    ['cron(0 * * * ? *)', undefined],
    ['cron(0 * * * ? *)', 'Asia/Tokyo'],
    ['rate(1 hour)', 'Europe/Berlin'],
    ['cron(30 2 * * ? *)', 'Europe/Berlin'],
    ['cron(0 */3 * * ? *)', 'Europe/Berlin'],
    ['cron(0/15 8-17 ? * MON-FRI *)', 'Europe/Berlin'],
  ])('does not warn about %s in %s', (schedule, timezone) => {
    expect(decided(account(schedule, timezone))).toEqual([]);
  });
});
