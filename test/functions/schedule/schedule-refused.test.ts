/** Which schedules are refused, and the message for each. */
import { parseSchedule } from '../../../functions/schedule/schedule';

describe('parseSchedule refuses, with the value and what is allowed,', () => {
  it.each([
    ['cron(0 * * * *)', 'has 5 fields'],
    ['cron(0 * * * * *)', 'must have ? in exactly one of the two day fields'],
    ['cron(60 * * * ? *)', 'has "60" for the minutes, which must be 0-59'],
    ['cron(0 * ? * FRI#6 *)', 'for the day of week'],
    ['rate(12 hour)', 'must be rate(1 minute)'],
    ['rate(1 hour or so)', 'must be rate(1 minute)'],
    ['rate(every 1 hour)', 'must be rate(1 minute)'],
    ['rate(2 hour)', 'must be rate(1 minute)'],
    ['rate(0 hours)', 'must be rate(1 minute)'],
    ['rate(1000000 minutes)', 'must be rate(1 minute)'],
    ['rate(30 seconds)', 'must be rate(1 minute)'],
    ['a cron(0 * * * ? *)', 'must be rate(1 hour)'],
    ['rate(1 hour) or so', 'must be rate(1 hour)'],
    ['rate((1 hour))', 'must be rate(1 hour)'],
    ['every hour', 'must be rate(1 hour) or cron(0 * * * ? *)'],
  ])('%s', (expression, why) => {
    expect(() => parseSchedule(expression)).toThrow(why);
    expect(() => parseSchedule(expression)).toThrow(expression);
  });

  it.each(['Mars/Olympus', '+01:00', ''])('the unknown time zone "%s"', (timezone) => {
    expect(() => parseSchedule('rate(1 hour)', timezone)).toThrow(
      `time zone "${timezone}" must be an IANA name such as UTC or Europe/Berlin`,
    );
  });

  it('an expression over 256 characters, of which the message quotes the first 100', () => {
    const minutes = (count: number) => Array.from({ length: count }, (_, i) => i % 60).join(',');

    const tooLong = `cron(${minutes(100)} * * ? *)`;

    expect(() => parseSchedule(tooLong)).toThrow(
      `schedule "${tooLong.slice(0, 100)}" must have at most 256 characters, got ${tooLong.length}`,
    );
  });

  it('a time zone of any length, of which the message quotes the first 100 characters', () => {
    expect(() => parseSchedule('rate(1 hour)', 'A'.repeat(500))).toThrow(
      `time zone "${'A'.repeat(100)}" must be an IANA name`,
    );
  });
});
