/** The failures to inject into one delivery, as data: each one applies to the next request of its kind. */
import { ERRORS, whitelistError } from '../../infra/local/fake-bingx/responses';

/** The errors that the exchange can return in place of a balance. */
const ERRORS_BY_NAME = {
  'signature mismatch': ERRORS.signatureMismatch,
  'incorrect apiKey': ERRORS.apiKeyIncorrect,
  'null signature': ERRORS.signatureMissing,
  'permission denied': ERRORS.permissionDenied,
  'address not whitelisted': whitelistError('36.228.12.229'),
  'timestamp mismatch': ERRORS.timestampMismatch,
  'timestamp invalid': ERRORS.timestampInvalid,
  'parameter invalid': ERRORS.parameterInvalid,
  'rate limited': ERRORS.rateLimited,
  'no such api': ERRORS.noSuchApi,
  'wrong path': { code: 100404, msg: 'the interface does not exist' },
  'account abnormal': { code: 100414, msg: 'account abnormal' },
  'account not verified': { code: 100441, msg: 'KYC required' },
  'risk forbidden': { code: 80020, msg: 'risk forbidden' },
  'system busy': ERRORS.busy,
  'internal error': { code: 109500, msg: 'internal error' },
  'RPC timeout': { code: 101500, msg: 'rpc timeout' },
  'service unavailable': { code: 100503, msg: 'service unavailable' },
  'request failed': { code: 80001, msg: 'request failed' },
  'unknown code': { code: 987654, msg: 'something new' },
} as const;
export type ErrorName = keyof typeof ERRORS_BY_NAME;
export const refusalOf = (name: ErrorName): { code: number; msg: string } => ERRORS_BY_NAME[name];

/** HTTP statuses without a code in the body, as a firewall sends them. */
export const STATUSES = [400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 302] as const;

export type ExchangeTrouble =
  | { error: ErrorName }
  /** Banned until so many seconds from now, in the wording of BingX. */
  | { bannedFor: number }
  | { status: (typeof STATUSES)[number] }
  | { transport: 'network-error' | 'truncated' | 'bad-encoding' | 'too-large' }
  /** HTTP 200 with an unexpected body. */
  | { body: string }
  /** An error that quotes everything it was sent: key, query and signature. */
  | { echoes: true }
  /** The correct answer, after so many ms. */
  | { slowMs: number };

/** `lost`: the request took effect and its answer was lost; the caller cannot distinguish it from one that never arrived. */
export type TableTrouble =
  | 'throttled'
  | 'internal error'
  | 'denied'
  | 'unreached'
  | 'lost'
  | 'lost to a reset';
export type SecretTrouble =
  | 'throttled'
  | 'internal error'
  | 'denied'
  | 'being deleted'
  | 'undecryptable'
  | 'unreached';

/** The process crashes when it reaches this step for the `nth` time (from 0). */
type Crash = { step: Step; nth: number };

export const STEPS = [
  'before the secret is requested',
  'after the secret has come',
  'before the time is requested',
  'after the time has come',
  'before the balance is requested',
  'after the balance has come',
  'before the write is sent',
  'after the write is made, before its answer comes',
  'after the write is answered',
  'before the row is read',
  'after the row is read',
] as const;
export type Step = (typeof STEPS)[number];

/** Endpoints that a run reads beside the spot wallet, by their ids in `walletErrors`. */
export const OPTIONAL_ENDPOINTS = [
  'fund',
  'USDTMPerp',
  'coinMPerp',
  'stdFutures',
  'allAccountBalance',
  'ticker',
] as const;
export type OptionalEndpoint = (typeof OPTIONAL_ENDPOINTS)[number];

export type Troubles = {
  /** One for each request for the exchange's time or the spot wallet; undefined where the request succeeds. */
  exchange: (ExchangeTrouble | undefined)[];
  table: (TableTrouble | undefined)[];
  secrets: (SecretTrouble | undefined)[];
  /** One for each request to that endpoint. */
  optional?: Partial<Record<OptionalEndpoint, (ExchangeTrouble | undefined)[]>>;
  crash?: Crash;
};

export const NO_TROUBLES: Troubles = { exchange: [], table: [], secrets: [] };
