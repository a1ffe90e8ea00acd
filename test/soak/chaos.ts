/** The faults of the simulated year and their rates, as `npm run soak -- --help` prints them. */
import { dynamoDbError } from '../../infra/local/emulators/dynamodb';
import type { Fault } from '../../infra/local/emulators/faults';
import { snsError } from '../../infra/local/emulators/sns';
import { PATHS } from '../../infra/local/fake-bingx/endpoints';
import {
  balanceBody,
  disabledUntilError,
  ERRORS,
  type ErrorResponse,
  errorBody,
  whitelistError,
} from '../../infra/local/fake-bingx/responses';
import type { Chance } from '../support/chance';
import { OPTIONAL_PATHS } from '../support/snapshot-paths';

/** Shares of all ticks. */
export const TICK_RATES = {
  'never delivered': 0.001,
  'delivered 40 minutes late': 0.002,
  'delivered twice concurrently': 0.02,
  'delivered again an hour later': 0.01,
  'clock of the sandbox off by up to two minutes': 0.02,
  'process killed at a random moment': 0.01,
} as const;
export type TickTrouble = keyof typeof TICK_RATES;

/** Shares of all hours, in each of which the next requests of any account fail this way. */
export const REQUEST_RATES = {
  'exchange returns a permanent error': 0.04,
  'exchange is busy, one to eight times': 0.02,
  'exchange limits or bans': 0.02,
  'exchange returns an invalid answer': 0.02,
  'connection to the exchange breaks': 0.02,
  'an optional endpoint returns an error': 0.05,
  'an optional endpoint returns an invalid answer or none': 0.05,
  'DynamoDB throttles or fails, one to six times': 0.02,
  "a write's answer is lost, one to three times": 0.02,
  'SNS is unavailable, one to twenty times': 0.01,
} as const;
export type RequestTrouble = keyof typeof REQUEST_RATES;

/** Outages of several hours, each after a share of all hours. */
export const OUTAGES = {
  'DynamoDB is unavailable': { after: 0.2, hours: 6 },
  'Secrets Manager is unavailable, and all sandboxes are new': { after: 0.4, hours: 5 },
  'a key is rotated, and the secret three hours later': { after: 0.55, hours: 3 },
  'DynamoDB throttles all writes': { after: 0.7, hours: 4 },
} as const;
export type Outage = keyof typeof OUTAGES;

/** What happens to the machine of the home server, again and again. */
export const MACHINE_EVENTS = {
  'the home server is suspended for minutes': { kind: 'clock-step', minutes: 15 },
  'its disk is full': { kind: 'full-disk', minutes: 100 },
  'it is suspended for hours': { kind: 'clock-step', minutes: 300 },
  'its power fails during a snapshot': { kind: 'power-failure', minutes: 10 },
} as const;

export const AWAY = {
  before: dynamoDbError('InternalServerError', 'InternalServerError', 500),
};
export const THROTTLED = { before: dynamoDbError('ProvisionedThroughputExceededException') };
export const SNS_AWAY = snsError('InternalError', 'InternalError', 500);
export const LOST = { after: { fault: 'reset' } } as const;

const refuses =
  (refusal: ErrorResponse) =>
  (now: number): Fault => ({ body: errorBody(refusal, now) });

/** The possible answers for each fault of the exchange; `now` is its clock. */
const ANSWERS: Partial<Record<RequestTrouble, readonly ((now: number) => Fault)[]>> = {
  'exchange returns a permanent error': [
    refuses(whitelistError('203.0.113.7')),
    refuses(ERRORS.permissionDenied),
    refuses(ERRORS.apiKeyIncorrect),
    refuses({ code: 100414, msg: 'account abnormal' }),
    refuses({ code: 987654, msg: 'something new' }),
  ],
  'exchange is busy, one to eight times': [
    refuses(ERRORS.busy),
    () => ({ status: 503, body: '<html>unavailable</html>' }),
  ],
  'exchange limits or bans': [
    refuses(ERRORS.rateLimited),
    (now) => ({ body: errorBody(disabledUntilError(now + 20_000), now) }),
    (now) => ({ body: errorBody(disabledUntilError(now + 3_600_000), now) }),
    () => ({ status: 403, body: '<html>blocked</html>' }),
  ],
  'exchange returns an invalid answer': [
    () => ({ body: '' }),
    () => ({ body: '<html>maintenance</html>' }),
    () => ({ body: '{"code":0,"msg":"","data":{}}' }),
    () => ({ body: balanceBody([{ asset: 'BTC', free: '', locked: '0' }]) }),
    () => ({ fault: 'gzip-garbage' }),
  ],
  'an optional endpoint returns an error': [
    refuses(ERRORS.permissionDenied),
    refuses(ERRORS.noSuchApi),
    refuses(ERRORS.busy),
    refuses(ERRORS.rateLimited),
    refuses({ code: 100204, msg: 'no data' }),
  ],
  'an optional endpoint returns an invalid answer or none': [
    () => ({ body: '<html>maintenance</html>' }),
    () => ({ body: '{"code":0,"data":{"list":[]}}' }),
    () => ({ body: '{"code":0,"data":[]}' }),
    () => ({ fault: 'gzip-garbage' }),
    () => ({ fault: 'reset' }),
    () => ({ fault: 'truncated-body' }),
    () => ({ fault: 'hang' }),
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

/** What a fault of the exchange answers to the next requests to a path; undefined for another service's fault. */
export function exchangeFault(
  trouble: RequestTrouble,
  now: number,
  chance: Chance,
): { path: string; answers: Fault[] } | undefined {
  const choices = ANSWERS[trouble];
  if (!choices) return undefined;
  const answer = chance.oneOf(choices)(now);
  const path = trouble.startsWith('an optional endpoint') ? chance.oneOf(OPTIONAL_PATHS) : PATHS.spotBalance;
  const times = trouble.includes('busy') ? 1 + Math.floor(chance.number() * 8) : 1;
  return { path, answers: Array.from({ length: times }, () => answer) };
}
