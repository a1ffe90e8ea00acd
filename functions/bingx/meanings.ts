/** What each answer of the exchange means, and what may follow it: the documented codes, statuses and faults as tables. */
import { isIP } from 'node:net';
import type { ExchangeReason } from './exchange';

/** What may follow a refusal within the same run. */
export type Again =
  /** Asking again would only hammer. */
  | 'never'
  /** One more request, after a backoff. */
  | 'once'
  /** As often as the budget allows, after an exponential backoff. */
  | 'backoff'
  /** One more request, if the secret has changed since it was read. */
  | 'with-rotated-secret'
  /** One more request, stamped after the exchange's clock was measured anew. */
  | 'with-their-clock'
  /** After the window that the limit is counted in. */
  | 'after-window'
  /** After the end that the answer states; not at all where it states none. */
  | 'after-stated-end';

export type Meaning = { reason: ExchangeReason; again: Again };

type CodeMeaning = Meaning & { code: string; text?: RegExp; means: string };

const TIMESTAMP = /timestamp/i;
const BUSY = /busy/i;

/** Both end with an epoch: "…will be unblocked after 1772633973621", "…can retry after time: 1727193970155". */
const STATED_END = /(?:unblocked after|retry after time:)\s*(\d{10,13})/i;
const BAN = /unblocked after|retry after time|disabled period|over \d+ error/i;

/** Overloaded codes have several rows: the first whose text matches counts, and one without a text matches any. */
// biome-ignore format: a table
export const CODES: readonly CodeMeaning[] = [
  { code: '100001', means: 'bad signature', reason: 'credentials-rejected', again: 'with-rotated-secret' },
  { code: '100412', means: 'null signature', reason: 'request-rejected', again: 'never' },
  { code: '100413', means: 'wrong or null apiKey', reason: 'credentials-rejected', again: 'with-rotated-secret' },
  { code: '100004', means: 'the key lacks the permission', reason: 'permission-denied', again: 'never' },
  { code: '100419', means: 'IP not whitelisted', reason: 'ip-not-whitelisted', again: 'never' },
  { code: '100421', text: TIMESTAMP, means: 'timestamp mismatch', reason: 'timestamp-rejected', again: 'with-their-clock' },
  { code: '100421', text: BUSY, means: 'busy (old documents)', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '100421', means: 'overloaded, text unknown', reason: 'request-rejected', again: 'never' },
  { code: '80014', text: TIMESTAMP, means: 'timestamp is invalid', reason: 'timestamp-rejected', again: 'with-their-clock' },
  { code: '80014', means: 'invalid parameter', reason: 'request-rejected', again: 'never' },
  { code: '100410', text: BAN, means: 'banned until a stated time', reason: 'banned', again: 'after-stated-end' },
  { code: '100410', means: 'rate limited', reason: 'rate-limited', again: 'after-window' },
  { code: '109429', means: 'too many invalid requests', reason: 'banned', again: 'after-stated-end' },
  { code: '100400', text: BUSY, means: 'busy', reason: 'exchange-unavailable', again: 'once' },
  { code: '100400', means: 'invalid argument, no such api', reason: 'request-rejected', again: 'never' },
  { code: '100404', means: 'wrong path or method', reason: 'request-rejected', again: 'never' },
  { code: '100414', means: 'account abnormal', reason: 'account-restricted', again: 'never' },
  { code: '100441', means: 'account abnormal, KYC', reason: 'account-restricted', again: 'never' },
  { code: '80020', means: 'risk forbidden, seen as transient', reason: 'exchange-unavailable', again: 'never' },
  { code: '100500', means: 'system busy', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '109500', means: 'internal error', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '101500', means: 'RPC timeout', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '100503', means: 'unavailable', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '80012', means: 'service unavailable', reason: 'exchange-unavailable', again: 'backoff' },
  { code: '80001', text: TIMESTAMP, means: 'request failed: timestamp', reason: 'timestamp-rejected', again: 'with-their-clock' },
  { code: '80001', text: /invalid|illegal|parameter|not exist/i, means: 'request failed: ours', reason: 'request-rejected', again: 'never' },
  { code: '80001', means: 'request failed', reason: 'exchange-unavailable', again: 'once' },
];

const UNKNOWN_CODE: Meaning = { reason: 'request-rejected', again: 'never' };

type StatusMeaning = Meaning & { from: number; to: number; means: string };

/**
 * Only for an answer without a code. The limits end as `banned`, 429 too: nobody may ask again before five minutes have
 * passed, and `rate-limited` would be retried by Lambda within two.
 */
// biome-ignore format: a table
export const STATUSES: readonly StatusMeaning[] = [
  { from: 200, to: 299, means: 'an answer that is not JSON', reason: 'invalid-response', again: 'backoff' },
  { from: 300, to: 399, means: 'a redirect, which is never followed', reason: 'invalid-response', again: 'never' },
  { from: 401, to: 401, means: 'credentials not accepted', reason: 'credentials-rejected', again: 'with-rotated-secret' },
  { from: 403, to: 403, means: 'blocked by the firewall', reason: 'banned', again: 'never' },
  { from: 418, to: 418, means: 'banned', reason: 'banned', again: 'never' },
  { from: 429, to: 429, means: 'rate limited', reason: 'banned', again: 'never' },
  { from: 400, to: 499, means: 'request not accepted', reason: 'request-rejected', again: 'never' },
  { from: 500, to: 599, means: 'unavailable', reason: 'exchange-unavailable', again: 'backoff' },
];

const UNKNOWN_STATUS: Meaning & { means: string } = {
  means: 'an unknown status',
  reason: 'invalid-response',
  again: 'never',
};

/** What can go wrong around an answer, whatever it says. */
// biome-ignore format: a table
export const FAULTS = {
  unreached: { means: 'BingX could not be reached', reason: 'exchange-unavailable', again: 'backoff' },
  'cut-off': { means: "BingX's answer broke off", reason: 'exchange-unavailable', again: 'backoff' },
  undecodable: { means: "BingX's answer is garbled", reason: 'invalid-response', again: 'backoff' },
  oversized: { means: "BingX's answer is larger than any balance", reason: 'invalid-response', again: 'never' },
  'wrong-shape': { means: "BingX's answer does not have the documented shape", reason: 'invalid-response', again: 'once' },
} as const satisfies Record<string, Meaning & { means: string }>;

export type Fault = keyof typeof FAULTS;

/** The meaning of a code other than 0, given as text, with the message that came with it. */
export function meaningOfCode(code: string, message: string): Meaning {
  return CODES.find((row) => row.code === code && (row.text?.test(message) ?? true)) ?? UNKNOWN_CODE;
}

/** The meaning of an HTTP status whose body had no code. */
export function meaningOfStatus(status: number): Meaning & { means: string } {
  return STATUSES.find((row) => row.from <= status && status <= row.to) ?? UNKNOWN_STATUS;
}

/** The end of a limit or ban that a message states, as epoch ms. */
export function statedEnd(message: string): number | undefined {
  const digits = STATED_END.exec(message)?.[1];
  if (digits === undefined) return undefined;
  return digits.length <= 10 ? Number(digits) * 1000 : Number(digits);
}

/** The address that a whitelist refusal says the request came from. */
export function statedAddress(message: string): string | undefined {
  const stated = /request IP is\s+([0-9a-f.:]+)/i.exec(message)?.[1] ?? '';
  return isIP(stated) ? stated : undefined;
}
