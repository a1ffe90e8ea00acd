/** The documented error codes, HTTP statuses and faults as tables: what each means, and whether it may be retried. */
import { isIP } from 'node:net';
import type { ExchangeReason } from './types';

/** Whether and how a request may be retried in the same run. */
export type RetryStrategy =
  /** A retry would fail again. */
  | 'never'
  /** One more request, after a backoff. */
  | 'once'
  /** As often as the request budget allows, after an exponential backoff. */
  | 'backoff'
  /** One more request, if the secret has changed since it was read. */
  | 'with-rotated-secret'
  /** One more request, after the exchange's clock was measured again. */
  | 'after-clock-sync'
  /** After the window of the rate limit. */
  | 'after-window'
  /** After the time stated in the answer; never if it states none. */
  | 'at-retry-time';

export type ErrorRule = {
  reason: ExchangeReason;
  retry: RetryStrategy;
  /** The endpoint no longer exists. */
  isRetired?: true;
};

type CodeRule = ErrorRule & { code: string; text?: RegExp; description: string };

const TIMESTAMP = /timestamp/i;
const BUSY = /busy/i;

/** Both end with an epoch: "…will be unblocked after 1772633973621", "…can retry after time: 1727193970155". */
const RETRY_AT = /(?:unblocked after|retry after time:)\s*(\d{10,13})/i;
const BAN = /unblocked after|retry after time|disabled period|over \d+ error/i;

/** Some codes have several rows: the first whose text matches applies, and one without a text matches any. */
// biome-ignore format: a table
export const CODES: readonly CodeRule[] = [
  { code: '100001', description: 'bad signature', reason: 'credentials-rejected', retry: 'with-rotated-secret' },
  { code: '100412', description: 'null signature', reason: 'request-rejected', retry: 'never' },
  { code: '100413', description: 'wrong or null apiKey', reason: 'credentials-rejected', retry: 'with-rotated-secret' },
  { code: '100004', description: 'the key lacks the permission', reason: 'permission-denied', retry: 'never' },
  { code: '100419', description: 'IP not whitelisted', reason: 'ip-not-whitelisted', retry: 'never' },
  { code: '100421', text: TIMESTAMP, description: 'timestamp mismatch', reason: 'timestamp-rejected', retry: 'after-clock-sync' },
  { code: '100421', text: BUSY, description: 'busy (old documents)', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '100421', description: 'overloaded, text unknown', reason: 'request-rejected', retry: 'never' },
  { code: '80014', text: TIMESTAMP, description: 'timestamp is invalid', reason: 'timestamp-rejected', retry: 'after-clock-sync' },
  { code: '80014', description: 'invalid parameter', reason: 'request-rejected', retry: 'never' },
  { code: '100410', text: BAN, description: 'banned until a stated time', reason: 'banned', retry: 'at-retry-time' },
  { code: '100410', description: 'rate limited', reason: 'rate-limited', retry: 'after-window' },
  { code: '109429', description: 'too many invalid requests', reason: 'banned', retry: 'at-retry-time' },
  { code: '100400', text: BUSY, description: 'busy', reason: 'exchange-unavailable', retry: 'once' },
  { code: '100400', text: /not exist/i, description: 'no such api', reason: 'request-rejected', retry: 'never', isRetired: true },
  { code: '100400', description: 'invalid argument', reason: 'request-rejected', retry: 'never' },
  { code: '100404', description: 'wrong path or method', reason: 'request-rejected', retry: 'never', isRetired: true },
  { code: '100204', description: 'no data', reason: 'request-rejected', retry: 'never' },
  { code: '100403', description: 'not the main account', reason: 'request-rejected', retry: 'never' },
  { code: '100437', description: 'no such coin', reason: 'request-rejected', retry: 'never' },
  { code: '104414', description: 'parameter missing', reason: 'request-rejected', retry: 'never' },
  { code: '109400', text: TIMESTAMP, description: 'timestamp is invalid (futures)', reason: 'timestamp-rejected', retry: 'after-clock-sync' },
  { code: '109400', description: 'invalid parameter (futures)', reason: 'request-rejected', retry: 'never' },
  { code: '109403', description: 'risk control (futures)', reason: 'account-restricted', retry: 'never' },
  { code: '101210', description: 'restricted region', reason: 'account-restricted', retry: 'never' },
  { code: '101483', description: 'KYC required', reason: 'account-restricted', retry: 'never' },
  { code: '101484', description: 'KYC required', reason: 'account-restricted', retry: 'never' },
  { code: '100414', description: 'account abnormal', reason: 'account-restricted', retry: 'never' },
  { code: '100441', description: 'account abnormal, KYC', reason: 'account-restricted', retry: 'never' },
  { code: '80020', description: 'risk forbidden, seen as transient', reason: 'exchange-unavailable', retry: 'never' },
  { code: '100500', description: 'system busy', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '109500', description: 'internal error', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '101500', description: 'RPC timeout', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '100503', description: 'unavailable', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '80012', description: 'service unavailable', reason: 'exchange-unavailable', retry: 'backoff' },
  { code: '80001', text: TIMESTAMP, description: 'request failed: timestamp', reason: 'timestamp-rejected', retry: 'after-clock-sync' },
  { code: '80001', text: /invalid|illegal|parameter|not exist/i, description: 'request failed: ours', reason: 'request-rejected', retry: 'never' },
  { code: '80001', description: 'request failed', reason: 'exchange-unavailable', retry: 'once' },
];

const UNKNOWN_CODE: ErrorRule = { reason: 'request-rejected', retry: 'never' };

type StatusRule = ErrorRule & { from: number; to: number; description: string };

/**
 * Only for an answer without a code. Limits are `banned`, 429 too: no request may be sent for five minutes, and Lambda
 * would retry `rate-limited` within two.
 */
// biome-ignore format: a table
export const STATUSES: readonly StatusRule[] = [
  { from: 200, to: 299, description: 'an answer that is not JSON', reason: 'invalid-response', retry: 'backoff' },
  { from: 300, to: 399, description: 'a redirect, which is never followed', reason: 'invalid-response', retry: 'never' },
  { from: 401, to: 401, description: 'credentials not accepted', reason: 'credentials-rejected', retry: 'with-rotated-secret' },
  { from: 403, to: 403, description: 'blocked by the firewall', reason: 'banned', retry: 'never' },
  { from: 418, to: 418, description: 'banned', reason: 'banned', retry: 'never' },
  { from: 429, to: 429, description: 'rate limited', reason: 'banned', retry: 'never' },
  { from: 400, to: 499, description: 'request not accepted', reason: 'request-rejected', retry: 'never' },
  { from: 500, to: 599, description: 'unavailable', reason: 'exchange-unavailable', retry: 'backoff' },
];

const UNKNOWN_STATUS: ErrorRule & { description: string } = {
  description: 'an unknown status',
  reason: 'invalid-response',
  retry: 'never',
};

/** Errors of the transport and of the answer's form. */
// biome-ignore format: a table
export const FAULTS = {
  'network-error': { description: 'BingX could not be reached', reason: 'exchange-unavailable', retry: 'backoff' },
  'truncated': { description: "BingX's answer broke off", reason: 'exchange-unavailable', retry: 'backoff' },
  'bad-encoding': { description: "BingX's answer is garbled", reason: 'invalid-response', retry: 'backoff' },
  'too-large': { description: "BingX's answer is larger than any balance", reason: 'invalid-response', retry: 'never' },
  'wrong-shape': { description: "BingX's answer does not have the documented shape", reason: 'invalid-response', retry: 'once' },
} as const satisfies Record<string, ErrorRule & { description: string }>;

export type Fault = keyof typeof FAULTS;

/** The rule for a code other than 0, given as text, and its message. */
export function classifyCode(code: string, message: string): ErrorRule {
  return CODES.find((row) => row.code === code && (row.text?.test(message) ?? true)) ?? UNKNOWN_CODE;
}

/** The rule for an HTTP status whose body has no code. */
export function classifyStatus(status: number): ErrorRule & { description: string } {
  return STATUSES.find((row) => row.from <= status && status <= row.to) ?? UNKNOWN_STATUS;
}

/** The end of a limit or ban in a message, as epoch ms. */
export function parseRetryAt(message: string): number | undefined {
  const digits = RETRY_AT.exec(message)?.[1];
  if (digits === undefined) return undefined;
  return digits.length <= 10 ? Number(digits) * 1000 : Number(digits);
}

/** The client's address in the message of a whitelist error. */
export function parseClientIp(message: string): string | undefined {
  const clientIp = /request IP is\s+([0-9a-f.:]+)/i.exec(message)?.[1] ?? '';
  return isIP(clientIp) ? clientIp : undefined;
}
