/** Which schedule expressions EventBridge Scheduler refuses: syntax alone, without a cron library. */

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_EXPRESSION_LENGTH = 256;

type Field = {
  name: string;
  /** What the field takes, for the message. */
  allowed: string;
  min: number;
  max: number;
  /** Names for the values from `min` on. */
  names?: string[];
  /** The largest step after a `/`; absent where the field takes no steps. */
  maxStep?: number;
  /** What stands alone, outside lists and ranges. */
  special?: RegExp;
};

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const FIELDS: Field[] = [
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
    special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/,
  },
  { name: 'year', allowed: '1970-2199', min: 1970, max: 2199, maxStep: 229 },
];

/**
 * Why EventBridge refuses `expression`: the end of a sentence that begins with the expression; undefined where it does not.
 * Of a form that is neither a rate nor a cron of six fields, only the length is judged: the rest is left to `readSchedule`.
 */
export function expressionError(expression: string): string | undefined {
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    return `must have at most ${MAX_EXPRESSION_LENGTH} characters, got ${expression.length}`;
  }
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.toUpperCase().split(' ') ?? [];
  if (fields.length !== FIELDS.length) return undefined;
  const wrong = FIELDS.findIndex((field, i) => !isField(field, fields[i] ?? ''));
  const field = FIELDS[wrong];
  return (
    field && `has ${JSON.stringify(fields[wrong])} for the ${field.name}, which must be ${field.allowed}`
  );
}

const isField = (field: Field, text: string) =>
  field.special?.test(text) || text.split(',').every((item) => isItem(field, item));

/** `*`, a value or an ascending range, each with or without a step. A step without a start (`/5`) is none of them. */
function isItem(field: Field, item: string): boolean {
  const [, range = '', step] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
  if (step !== undefined && !isBetween(Number(step), 1, field.maxStep ?? 0)) return false;
  if (range === '*') return true;
  const [from = Number.NaN, to = from, ...more] = range.split('-').map((value) => parseValue(field, value));
  return more.length === 0 && isBetween(from, field.min, field.max) && isBetween(to, from, field.max);
}

const isBetween = (value: number, min: number, max: number) => value >= min && value <= max;

/** The number that a text stands for in its field; NaN where it is none. */
function parseValue({ names, min }: Field, text: string): number {
  const index = names?.indexOf(text) ?? -1;
  if (index >= 0) return min + index;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
