/** The syntax of EventBridge Scheduler's recurring expressions, and which names are time zones. */
import { expressionError, isTimezone } from '../../../functions/schedule/expression';
import { dueSlots, parseSchedule } from '../../../functions/schedule/schedule';
import fc from '../../support/fast-check';

describe('expressionError accepts', () => {
  it.each([
    'rate(1 minute)',
    'rate(1 hours)',
    'rate(15 minutes)',
    'rate(999999 days)',
    'cron(0 * * * ? *)',
    'cron(0 0 29 2 ? *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 31W * ? *)',
    'cron(0 0 ? * L *)',
    'cron(0 0 ? * 6L *)',
    'cron(0 0 ? * 2#1 *)',
    'cron(0 0 ? * MON#1 *)',
    'cron(0/15 8-18 ? JAN-MAR,DEC mon-fri 2026/2)',
    'cron(*/10 */2 1-15/3 2/3 ? 1970-2199)',
    'cron(59 23 31 12 ? 2199)',
    `cron(${Array(20).fill('59').join(',')} * * * ? *)`,
  ])('%s', (expression) => {
    expect(expressionError(expression)).toBeUndefined();
  });
});

describe('expressionError says what is allowed for', () => {
  it.each([
    ['every hour', 'must be rate(1 hour) or cron(0 * * * ? *)'],
    ['at(2026-11-22T06:00:00)', 'must be rate(1 hour) or cron(0 * * * ? *)'],
    [' rate(1 hour)', 'must be rate(1 hour)'],
    ['rate(12 hour)', 'must be rate(1 minute)'],
    ['rate(0 hours)', 'must be rate(1 minute)'],
    ['rate(-1 hours)', 'must be rate(1 minute)'],
    ['rate(1.5 hours)', 'must be rate(1 minute)'],
    ['rate(1 week)', 'must be rate(1 minute)'],
    ['cron(0 * * * *)', 'has 5 fields, but must have six (minutes, hours, '],
    ['cron(60 * * * ? *)', 'has "60" for the minutes, which must be 0-59'],
    ['cron(* 24 * * ? *)', 'has "24" for the hours, which must be 0-23'],
    ['cron(0 0 0 * ? *)', 'for the day of month, which must be 1-31'],
    ['cron(0 0 32 * ? *)', 'for the day of month'],
    ['cron(0 0 32W * ? *)', 'for the day of month'],
    ['cron(0 0 1,L * ? *)', 'for the day of month'],
    ['cron(0 0 1 13 ? *)', 'for the month, which must be 1-12 or JAN-DEC'],
    ['cron(0 0 1 SUN ? *)', 'for the month'],
    ['cron(0 0 ? * 8 *)', 'has "8" for the day of week, which must be 1-7 or SUN-SAT, without steps'],
    ['cron(0 0 ? * 1-8 *)', 'for the day of week'],
    ['cron(0 0 ? * 2/2 *)', 'for the day of week'],
    ['cron(0 0 ? * 0 *)', 'for the day of week'],
    ['cron(0 0 ? * 3#6 *)', 'for the day of week'],
    ['cron(0 0 ? * 3#1,6#3 *)', 'for the day of week'],
    ['cron(0 0 1 1 ? 1969)', 'for the year, which must be 1970-2199'],
    ['cron(0 0 1 1 ? 2200)', 'for the year'],
    ['cron(/5 * * * ? *)', 'has "/5" for the minutes'],
    ['cron(0/0 * * * ? *)', 'for the minutes'],
    ['cron(0/60 * * * ? *)', 'for the minutes'],
    ['cron(5-1 * * * ? *)', 'for the minutes'],
    ['cron(*-5 * * * ? *)', 'for the minutes'],
    ['cron(1,,2 * * * ? *)', 'for the minutes'],
    ['cron(? * * * ? *)', 'for the minutes'],
    ['cron(1A * * * ? *)', 'for the minutes'],
    ['cron(A1 * * * ? *)', 'for the minutes'],
    ['cron(1E1 * * * ? *)', 'for the minutes'],
    ['cron(0 * * * * *)', 'must have ? in exactly one of the two day fields'],
    ['cron(0 * ? * ? *)', 'must have ? in exactly one of the two day fields'],
    [`cron(${'0,'.repeat(200)}0 * * * ? *)`, 'must have at most 256 characters, got 417'],
  ])('%s', (expression, why) => {
    expect(expressionError(expression)).toContain(why);
  });
});

const item = (min: number, max: number, names: readonly string[] = []) => {
  const value = fc.oneof(
    fc.integer({ min: min - 1, max: max + 1 }).map(String),
    names.length > 0 ? fc.constantFrom(...names) : fc.constant(String(min)),
  );
  const range = fc.tuple(value, value).map(([from, to]) => `${from}-${to}`);
  const step = fc.integer({ min: 0, max: max + 1 });
  const base = fc.oneof(fc.constant('*'), value, range);
  return fc.oneof(
    base,
    fc.tuple(base, step).map(([from, every]) => `${from}/${every}`),
  );
};
const field = (...range: Parameters<typeof item>) =>
  fc.array(item(...range), { minLength: 1, maxLength: 2 }).map((items) => items.join(','));
const dayOfMonth = fc.oneof(field(1, 31), fc.constantFrom('?', 'L', '1W', '15W', '31W'));
const dayOfWeek = fc.oneof(field(1, 7, ['SUN', 'FRI']), fc.constantFrom('?', 'L', '6L', '2#1', 'TUE#5'));
const cron = fc
  .tuple(field(0, 59), field(0, 23), dayOfMonth, field(1, 12, ['JAN', 'DEC']), dayOfWeek, field(1970, 2199))
  .map((fields) => `cron(${fields.join(' ')})`);

it('parseSchedule accepts exactly the expressions that expressionError accepts', () => {
  fc.assert(
    fc.property(cron, (expression) => {
      const read = () => parseSchedule(expression);

      if (expressionError(expression) === undefined) expect(read).not.toThrow();
      else expect(read).toThrow(expression);
    }),
    { numRuns: 2000 },
  );
});

it('MON#1 and 2#1 are the same days', () => {
  const slots = (expression: string) => [
    ...dueSlots(parseSchedule(expression), '2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z'),
  ];

  expect(slots('cron(0 0 ? * MON#1 *)')).toEqual(slots('cron(0 0 ? * 2#1 *)'));
  expect(slots('cron(0 0 ? * MON#1 *)')).toHaveLength(12);
});

describe('isTimezone', () => {
  it.each([
    'UTC',
    'Europe/Berlin',
    'America/Argentina/ComodRivadavia',
    'Etc/GMT+5',
    'US/Eastern',
    'GMT+0',
    'Asia/Kolkata',
  ])('accepts %s', (name) => {
    expect(isTimezone(name)).toBe(true);
  });

  it.each(['Mars/Phobos', '', '+01:00', 'Europe/Berlin ', 'A'.repeat(500_000)])('refuses "%.20s"', (name) => {
    expect(isTimezone(name)).toBe(false);
  });
});
