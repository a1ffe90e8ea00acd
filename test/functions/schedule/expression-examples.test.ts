/** Cron expressions that EventBridge Scheduler refuses and accepts, by its documentation. */
import { expressionError } from '../../../functions/schedule/expression';

describe('a schedule expression', () => {
  it.each([
    ['cron(0 0 ? * 8 *)', 'has "8" for the day of week, which must be 1-7 or SUN-SAT, without steps'],
    ['cron(0 0 ? * 0 *)', 'has "0" for the day of week'],
    ['cron(0 0 ? * 1-8 *)', 'has "1-8" for the day of week'],
    ['cron(0 0 ? * 2/2 *)', 'has "2/2" for the day of week'],
    ['cron(0 0 ? * 8#1 *)', 'has "8#1" for the day of week'],
    ['cron(0 0 ? * 1#6 *)', 'has "1#6" for the day of week'],
    ['cron(/5 * * * ? *)', 'has "/5" for the minutes, which must be 0-59'],
    ['cron(*/60 * * * ? *)', 'has "*/60" for the minutes'],
    ['cron(0/0 * * * ? *)', 'has "0/0" for the minutes'],
    ['cron(0/ * * * ? *)', 'has "0/" for the minutes'],
    ['cron(0,,5 * * * ? *)', 'has "0,,5" for the minutes'],
    ['cron(5-6-7 * * * ? *)', 'has "5-6-7" for the minutes'],
    ['cron(60 * * * ? *)', 'has "60" for the minutes'],
    ['cron(0 24 * * ? *)', 'has "24" for the hours, which must be 0-23'],
    ['cron(0 22-2 * * ? *)', 'has "22-2" for the hours'],
    ['cron(0 ? * * ? *)', 'has "?" for the hours'],
    ['cron(0 0 0 * ? *)', 'has "0" for the day of month, which must be 1-31'],
    ['cron(0 0 32W * ? *)', 'has "32W" for the day of month'],
    ['cron(0 0 1,L * ? *)', 'has "1,L" for the day of month'],
    ['cron(0 0 1 13 ? *)', 'has "13" for the month, which must be 1-12 or JAN-DEC'],
    ['cron(0 0 1 SUN ? *)', 'has "SUN" for the month'],
    ['cron(0 0 1 1 ? 1969)', 'has "1969" for the year, which must be 1970-2199'],
    ['cron(0 0 1 1 ? 2026-2200)', 'has "2026-2200" for the year'],
  ])('%s is refused, because it %s', (expression, reason) => {
    expect(expressionError(expression)).toContain(reason);
  });

  it.each([
    'cron(0 0 29 2 ? *)',
    'cron(0 * * * ? *)',
    'cron(0/15 8-17 ? * MON-FRI *)',
    'cron(*/10 11-23/2 * * ? *)',
    'cron(0,30 6 1,15 JAN-MAR,12 ? *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 15W 1-12/3 ? *)',
    'cron(0 0 ? * 6L *)',
    'cron(0 0 ? * 2#1 *)',
    'cron(0 0 ? * L 1970-2199/10)',
    'cron(0 9 ? * mon-fri 2026,2028-2030)',
    'rate(1 hour)',
  ])('%s is accepted', (expression) => {
    expect(expressionError(expression)).toBeUndefined();
  });

  it('may have 256 characters and no more', () => {
    const withMinutes = (minutes: string) => `cron(${minutes} * * * ? *)`;
    const longest = withMinutes(`${'0,'.repeat(119)}00`);

    expect(longest).toHaveLength(256);
    expect(expressionError(longest)).toBeUndefined();
    expect(expressionError(withMinutes(`${'0,'.repeat(119)}0,0`))).toBe(
      'must have at most 256 characters, got 257',
    );
  });
});
