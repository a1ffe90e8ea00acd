/** Which schedules are refused, and what whoever wrote them is told. */
import { parseSchedule } from '../../../functions/schedule/schedule';

describe('a schedule is refused, with what it got and what it wants,', () => {
  it.each([
    ['cron(0 * * * *)', 'has 5 fields'],
    ['cron(0 * * * * *)', 'needs ? in exactly one of the two day fields'],
    ['cron(60 * * * ? *)', 'has "60" for the minutes, which must be 0-59'],
    ['cron(0 * ? * FRI#6 *)', 'for the day of week'],
    ['rate(12 hour)', 'wants rate(1 minute)'],
    ['rate(1 hour or so)', 'wants rate(1 minute)'],
    ['rate(every 1 hour)', 'wants rate(1 minute)'],
    ['rate(2 hour)', 'wants rate(1 minute)'],
    ['rate(0 hours)', 'wants rate(1 minute)'],
    ['rate(1000000 minutes)', 'wants rate(1 minute)'],
    ['rate(30 seconds)', 'wants rate(1 minute)'],
    ['a cron(0 * * * ? *)', 'wants rate(1 hour)'],
    ['rate(1 hour) or so', 'wants rate(1 hour)'],
    ['rate((1 hour))', 'wants rate(1 hour)'],
    ['every hour', 'wants rate(1 hour) or cron(0 * * * ? *)'],
  ])('%s', (expression, why) => {
    expect(() => parseSchedule(expression)).toThrow(why);
    expect(() => parseSchedule(expression)).toThrow(expression);
  });

  it.each(['Mars/Olympus', '+01:00', ''])('where its time zone is unknown, as "%s" is', (timezone) => {
    expect(() => parseSchedule('rate(1 hour)', timezone)).toThrow(
      `time zone "${timezone}" is unknown; it wants an IANA name such as UTC or Europe/Berlin`,
    );
  });

  it('where it is longer than EventBridge takes it', () => {
    const minutes = (count: number) => Array.from({ length: count }, (_, i) => i % 60).join(',');

    expect(() => parseSchedule(`cron(${minutes(100)} * * ? *)`)).toThrow(
      'schedule must have at most 256 characters, got',
    );
  });
});
