/**
 * The syntax of EventBridge Scheduler's recurring expressions, and which names are time zones. The snapshot function needs
 * no more than this to validate its event, so nothing here may import the cron or time zone libraries.
 */

/**
 * In characters. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export const MAX_EXPRESSION_LENGTH = 256;
export const MAX_TIMEZONE_LENGTH = 50;

type Field = {
  name: string;
  /** The allowed values, for the message. */
  allowed: string;
  min: number;
  max: number;
  /** Names for the values from `min` on. */
  names?: readonly string[];
  /** The largest step after a `/`; absent where the field has no steps. */
  maxStep?: number;
  /** Values that are the entire field: `L`, `W` and `#` cannot be in a list. */
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

/** A valid expression, taken apart; or the end of a sentence that begins with the expression and says what is wrong. */
export type ParsedExpression =
  | { kind: 'rate'; everySeconds: number }
  /** Six fields in upper case: minutes, hours, day of month, month, day of week, year. */
  | { kind: 'cron'; fields: readonly string[] }
  | { kind: 'invalid'; error: string };

/** Reads a `cron(…)` or `rate(…)` expression of EventBridge Scheduler. */
export function parseExpression(expression: string): ParsedExpression {
  if (expression.length > MAX_EXPRESSION_LENGTH) {
    return invalid(`must have at most ${MAX_EXPRESSION_LENGTH} characters, got ${expression.length}`);
  }
  const { kind, body = '' } = /^(?<kind>cron|rate)\((?<body>[^()]*)\)$/.exec(expression)?.groups ?? {};
  if (kind === 'rate') return parseRate(body);
  if (kind === 'cron') return parseCron(body);
  return invalid('must be rate(1 hour) or cron(0 * * * ? *)');
}

const invalid = (error: string): ParsedExpression => ({ kind: 'invalid', error });

/** Why `expression` is not valid (see `ParsedExpression`); undefined where it is valid. */
export function expressionError(expression: string): string | undefined {
  const parsed = parseExpression(expression);
  return parsed.kind === 'invalid' ? parsed.error : undefined;
}

let listed: ReadonlySet<string> | undefined;

/** Listing them takes half a millisecond, and an event of the monitor names the zones of hundreds of accounts. */
function listedTimezones(): ReadonlySet<string> {
  listed ??= new Set(Intl.supportedValuesOf('timeZone'));
  return listed;
}

/** Whether `name` is an IANA time zone such as `Europe/Berlin`. */
export function isTimezone(name: string): boolean {
  // The list is checked first: creating a formatter takes thirty times as long in a cold start. The list lacks aliases such
  // as US/Eastern.
  if (name === 'UTC' || listedTimezones().has(name)) return true;
  // Intl accepts an offset, too; Scheduler does not.
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const UNIT_SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/** `1 hour`, or a count with the plural; Scheduler accepts `1 hours` as well. */
const RATE = /^(?:(1) (minute|hour|day)s?|(?!1 )([1-9]\d{0,5}) (minute|hour|day)s)$/;

function parseRate(body: string): ParsedExpression {
  const [matched, one, singular, count, plural] = RATE.exec(body) ?? [];
  if (matched === undefined) return invalid('must be rate(1 minute), rate(2 hours) or rate(7 days)');
  const unitSeconds = UNIT_SECONDS[singular ?? plural ?? ''] ?? Number.NaN;
  return { kind: 'rate', everySeconds: Number(one ?? count) * unitSeconds };
}

const EXAMPLE = 'such as cron(0 * * * ? *)';

function parseCron(body: string): ParsedExpression {
  const fields = body.toUpperCase().split(' ');
  if (fields.length !== FIELDS.length) {
    return invalid(
      `has ${fields.length} fields, but must have six (minutes, hours, day of month, month, day of week, year), ${EXAMPLE}`,
    );
  }
  const wrong = FIELDS.findIndex((field, i) => !isField(field, fields[i] ?? ''));
  const field = FIELDS[wrong];
  if (field) {
    return invalid(
      `has ${JSON.stringify(fields[wrong])} for the ${field.name}, which must be ${field.allowed}`,
    );
  }
  return (fields[2] === '?') === (fields[4] === '?')
    ? invalid(`must have ? in exactly one of the two day fields, ${EXAMPLE}`)
    : { kind: 'cron', fields };
}

const isField = (field: Field, text: string) =>
  field.special?.test(text) || text.split(',').every((item) => isItem(field, item));

const ITEM = /^(?<first>\*|[\dA-Z]+)(?:-(?<last>[\dA-Z]+))?(?:\/(?<step>\d{1,3}))?$/;

/** `*`, a value or an ascending range, each with an optional step: `5`, `MON-FRI`, `0/15`. `/15` alone is invalid. */
function isItem(field: Field, text: string): boolean {
  const { first = '', last, step } = ITEM.exec(text)?.groups ?? {};
  if (step !== undefined && !isBetween(Number(step), 1, field.maxStep ?? 0)) return false;
  if (first === '*') return last === undefined;
  const from = parseValue(field, first);
  const to = last === undefined ? from : parseValue(field, last);
  return isBetween(from, field.min, field.max) && isBetween(to, from, field.max);
}

const isBetween = (value: number, min: number, max: number) => value >= min && value <= max;

/** The number of a value such as `5` or `MON`; NaN where the text is neither. */
function parseValue({ names, min }: Field, text: string): number {
  const index = names?.indexOf(text) ?? -1;
  if (index >= 0) return min + index;
  return /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}
