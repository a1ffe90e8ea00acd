/** What can go wrong around one delivery, as data: each trouble befalls the next request of its kind. */
import { ERRORS, whitelistError } from '../../infra/local/fake-bingx/responses';

/** What the exchange says in place of a balance. `PERMANENT` and `ONCE_WITH_NEW_KEY` say what a run may do then. */
const SAYINGS = {
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
export type Saying = keyof typeof SAYINGS;
export const refusalOf = (saying: Saying): { code: number; msg: string } => SAYINGS[saying];

/** HTTP statuses that come without a code in the body, as from the firewall in front. */
export const STATUSES = [400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 302] as const;

export type ExchangeTrouble =
  | { says: Saying }
  /** Banned until `seconds` from now, in the exchange's words. */
  | { bannedFor: number }
  | { status: (typeof STATUSES)[number] }
  | { transport: 'network-error' | 'truncated' | 'bad-encoding' | 'too-large' }
  /** HTTP 200 with a body that is not what was asked for. */
  | { body: string }
  /** A refusal that repeats everything it was sent: key, query and signature. */
  | { echoes: true }
  /** The true answer, after so many ms. */
  | { slowMs: number };

/** `lost`: the service did its work and the answer got lost; for the caller the same as one that never arrived. */
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

/** The process dies when it comes to this step for the `nth` time (from 0). */
type Crash = { step: Step; nth: number };

export const STEPS = [
  'before the secret is asked for',
  'after the secret has come',
  'before the time is asked for',
  'after the time has come',
  'before the balance is asked for',
  'after the balance has come',
  'before the write is sent',
  'after the write is made, before its answer comes',
  'after the write is answered',
  'before the row is read',
  'after the row is read',
] as const;
export type Step = (typeof STEPS)[number];

export type Troubles = {
  /** One for each request to the exchange, the time's included; undefined where nothing goes wrong. */
  exchange: (ExchangeTrouble | undefined)[];
  table: (TableTrouble | undefined)[];
  secrets: (SecretTrouble | undefined)[];
  crash?: Crash;
};

export const NO_TROUBLES: Troubles = { exchange: [], table: [], secrets: [] };
