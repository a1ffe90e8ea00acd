/** What goes wrong in the simulated year, and how often: the rates that the soak states. */
import { dynamoDbError } from '../../infra/local/emulators/dynamodb';
import type { Fault } from '../../infra/local/emulators/faults';
import {
  balanceBody,
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  whitelistError,
} from '../../infra/local/fake-bingx/responses';

/** Shares of all ticks. */
export const TICK_RATES = {
  'never delivered': 0.001,
  'delivered 40 minutes late': 0.002,
  'delivered twice at once': 0.02,
  'delivered again an hour later': 0.01,
  'clock of the sandbox off by up to two minutes': 0.02,
  'process killed at a random moment': 0.01,
} as const;
export type TickTrouble = keyof typeof TICK_RATES;

/** Shares of all hours, in each of which the next requests, whoever's they are, meet the fault. */
export const REQUEST_RATES = {
  'exchange refuses, permanently': 0.04,
  'exchange is busy, once to eight times': 0.04,
  'exchange limits or bans': 0.02,
  'exchange answers something else': 0.02,
  'connection to the exchange breaks': 0.02,
  'DynamoDB throttles or fails, once to six times': 0.02,
  "a write's answer gets lost, once to three times": 0.02,
} as const;
export type RequestTrouble = keyof typeof REQUEST_RATES;

/** Hours at a time. */
export const OUTAGES = {
  'DynamoDB is away': { from: 2_000, hours: 6 },
  'DynamoDB takes no writes': { from: 6_000, hours: 4 },
  'Secrets Manager is away, and every sandbox is new': { from: 4_000, hours: 5 },
  'a key is rotated, and the secret follows three hours later': { from: 5_000, hours: 3 },
} as const;

export const AWAY = {
  before: dynamoDbError('InternalServerError', 'InternalServerError', 500),
};
export const THROTTLED = { before: dynamoDbError('ProvisionedThroughputExceededException') };
export const LOST = { after: { fault: 'reset' } } as const;

const refuses =
  (refusal: ErrorResponse) =>
  (now: number): Fault => ({ body: errorBody(refusal, now) });

/** For each trouble of the exchange, what it may answer; `now` is its clock. */
export const ANSWERS: Partial<Record<RequestTrouble, readonly ((now: number) => Fault)[]>> = {
  'exchange refuses, permanently': [
    refuses(whitelistError('203.0.113.7')),
    refuses(ERRORS.permissionDenied),
    refuses(ERRORS.apiKeyIncorrect),
    refuses({ code: 100414, msg: 'account abnormal' }),
    refuses({ code: 987654, msg: 'something new' }),
  ],
  'exchange is busy, once to eight times': [
    refuses(ERRORS.busy),
    () => ({ status: 503, body: '<html>unavailable</html>' }),
  ],
  'exchange limits or bans': [
    refuses(ERRORS.rateLimited),
    (now) => ({ body: errorBody(disabledUntilError(now + 20_000), now) }),
    (now) => ({ body: errorBody(disabledUntilError(now + 3_600_000), now) }),
    () => ({ status: 403, body: '<html>blocked</html>' }),
  ],
  'exchange answers something else': [
    () => ({ body: '' }),
    () => ({ body: '<html>maintenance</html>' }),
    () => ({ body: '{"code":0,"msg":"","data":{}}' }),
    () => ({ body: balanceBody([{ asset: 'BTC', free: '', locked: '0' }]) }),
    () => ({ fault: 'gzip-garbage' }),
  ],
  'connection to the exchange breaks': [
    () => ({ fault: 'reset' }),
    () => ({ fault: 'close' }),
    () => ({ fault: 'truncated-body' }),
    () => ({ fault: 'reset-in-body' }),
    () => ({ fault: 'not-http' }),
    () => ({ fault: 'hang' }),
  ],
};
