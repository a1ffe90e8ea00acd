/** Whether a text is a recurring schedule of EventBridge Scheduler, and whether a name is a time zone: syntax alone. */

/** What EventBridge Scheduler accepts (API reference, CreateSchedule): characters. */
export const MAX_EXPRESSION_LENGTH = 256;
export const MAX_TIMEZONE_LENGTH = 50;

type Field = {
  name: string;
  /** What the field takes, for the message. */
  allowed: string;
  min: number;
  max: number;
  /** Names for the values from `min` on. */
  names?: readonly string[];
  /** The largest step after a `/`; absent where the field takes no steps. */
  maxStep?: number;
  /** What stands for the whole field: there is no list of `L`, `W` or `#`. */
  special?: RegExp;
};

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const FIELDS: readonly Field[] = [
  { name: 'minutes', allowed: '0-59', min: 0, max: 59, maxStep: 59 },
  { name: 'hours', allowed: '0-23', min: 0, max: 23, maxStep: 23 },
  {
    name: 'day of month',
    allowed: '1-31',
    min: 1,
    max: 31,
    maxStep: 31,
    special: /^(\?|L|(0?[1-9]|[12]\d|3[01])W)$/,
  },
  { name: 'month', allowed: '1-12 or JAN-DEC', min: 1, max: 12, names: MONTHS, maxStep: 12 },
  {
    name: 'day of week',
    allowed: '1-7 or SUN-SAT, without steps',
    min: 1,
    max: 7,
    names: WEEKDAYS,
    special: /^(\?|L|[1-7]L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/,
  },
  { name: 'year', allowed: '1970-2199', min: 1970, max: 2199, maxStep: 229 },
];

/**
 * Why `expression` is no `cron(…)` or `rate(…)` expression of EventBridge Scheduler: the end of a sentence that begins
 * with the expression; undefined where it is one. The snapshot function needs no more than this, so no cron library is
 * loaded in it.
 */
export function expressionError(expression: string): string | undefined {
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    return `must have at most ${MAX_EXPRESSION_LENGTH} characters, got ${expression.length}`;
  }
  const [, kind, body = ''] = /^(cron|rate)\(([^()]*)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rateError(body);
  if (kind === 'cron') return cronError(body);
  return 'wants rate(1 hour) or cron(0 * * * ? *)';
}

/** Whether `name` is an IANA time zone such as `Europe/Berlin`. */
export function isTimezone(name: string): boolean {
  // The first formatter costs a cold start thirty times as much as the list, which has no aliases such as US/Eastern.
  if (name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name)) return true;
  if (!/^[A-Za-z]/.test(name) || name.length > MAX_TIMEZONE_LENGTH) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The singular belongs to 1; Scheduler takes the plural there as well. */
const RATE = /^(1 (minute|hour|day)s?|(?!1 )[1-9]\d{0,5} (minute|hour|day)s)$/;

const rateError = (body: string) =>
  RATE.test(body) ? undefined : 'wants rate(1 minute), rate(2 hours) or rate(7 days)';

const SIX_FIELDS =
  'EventBridge wants six fields, minutes hours day-of-month month day-of-week year, one of the two days being ?, ' +
  'as in cron(0 * * * ? *)';

function cronError(body: string): string | undefined {
  const fields = body.toUpperCase().split(' ');
  if (fields.length !== FIELDS.length) return `has ${fields.length} fields; ${SIX_FIELDS}`;
  const wrong = FIELDS.findIndex((field, i) => !isField(field, fields[i] ?? ''));
  const field = FIELDS[wrong];
  if (field) {
    return `has ${JSON.stringify(fields[wrong])} for the ${field.name}, which must be ${field.allowed}`;
  }
  return (fields[2] === '?') === (fields[4] === '?')
    ? `needs ? in exactly one of the two day fields; ${SIX_FIELDS}`
    : undefined;
}

const isField = (field: Field, text: string) =>
  field.special?.test(text) || text.split(',').every((item) => isItem(field, item));

/** `*`, a value or an ascending range, each with or without a step: `5`, `MON-FRI`, `0/15`. A step needs a start. */
function isItem(field: Field, text: string): boolean {
  const [, first = '', last, step] = /^(\*|[\dA-Z]+)(?:-([\dA-Z]+))?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (step !== undefined && !isBetween(Number(step), 1, field.maxStep ?? 0)) return false;
  if (first === '*') return last === undefined;
  const from = parseValue(field, first);
  const to = last === undefined ? from : parseValue(field, last);
  return isBetween(from, field.min, field.max) && isBetween(to, from, field.max);
}

const isBetween = (value: number, min: number, max: number) => value >= min && value <= max;

/** The number that a text stands for in its field; NaN where it is none. */
function parseValue({ names, min }: Field, text: string): number {
  const index = names?.indexOf(text) ?? -1;
  if (index >= 0) return min + index;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
