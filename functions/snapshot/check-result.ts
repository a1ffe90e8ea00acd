/** One result of a check, and what an operator has to do about each error. */
import type { ExchangeReason } from '../bingx/types';

/** `failed`: no snapshot will be captured until an operator acts. `warning`: snapshots are captured, with a limitation. */
export type CheckResult = {
  check:
    | 'secret'
    | 'clock'
    | 'balance'
    | 'wallet'
    | 'totals'
    | 'prices'
    | 'address'
    | 'permissions'
    | 'table';
  status: 'ok' | 'warning' | 'failed';
  message: string;
};

export const checkResult = (
  check: CheckResult['check'],
  status: CheckResult['status'],
  message: string,
): CheckResult => ({ check, status, message });

/** What an operator has to do. */
export const REMEDIATION: Record<ExchangeReason, string> = {
  'ip-not-whitelisted': "Add the address to the key's whitelist on BingX.",
  'timestamp-rejected':
    "BingX rejects the time even by its own clock: requests may take too long. Check again; if it persists, check the function's network.",
  'rate-limited': 'Another program uses the rate limit of this account. Check again in a minute.',
  banned: 'Send no requests until the ban has ended, then check again.',
  'credentials-rejected': 'Store the correct apiKey and secretKey in the secret.',
  'permission-denied': 'Give the key the permission Read on BingX.',
  'account-restricted': 'Log in to BingX and complete what it requires of the account.',
  'request-rejected': 'BingX gave an error that this client does not know. Report the code and the message.',
  'exchange-unavailable': "Check again later; if it persists, check the function's internet access.",
  'invalid-response':
    'Check again later; if it persists, BingX has changed its answers, and this client must be updated.',
};

/** Reason, code, message and remedy of an error, as one text. */
export const describe = (reason: string, code: string | undefined, message: string, remedy: string) =>
  `${reason}${code ? ` (${code})` : ''}: ${message.replace(/\.$/, '')}. ${remedy}`;

export const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
