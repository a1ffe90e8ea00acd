/** What each problem of an account means and what to do about it: for messages, alarm descriptions and the runbook. */
import { UNREADABLE_ROW } from '../history/projection';
import type { FailureReason } from '../snapshot/outcome';

export type Explanation = { cause: string; nextStep: string };

/** A slot without a row. */
export const MISSING = 'missing';

/** An account without any row: it may be new. */
export const NO_ROW_YET = 'no-row-yet';

/** The reasons of failed rows, of slots without a row and of accounts without one. RUNBOOK.md has an entry with the name of each. */
export const REASONS = {
  [MISSING]: {
    cause: 'The slot has no row: the function was not invoked, or it could not write to the table.',
    nextStep:
      'Check that the schedule is enabled, then the dead-letter queue, the log and the errors of the function.',
  },
  [NO_ROW_YET]: {
    cause: 'Nothing was recorded so far: no slot of the account has a row.',
    nextStep:
      'If the account is new and its first slot is not due yet: nothing. Otherwise check the schedule, the dead-letter queue and the log.',
  },
  'ip-not-whitelisted': {
    cause: "BingX rejected the IP address of the request: it is not on the API key's whitelist.",
    nextStep:
      'Add the address to the whitelist of the key at BingX, API management. If it changes, deploy with egress: nat.',
  },
  'timestamp-rejected': {
    cause: "BingX rejected the timestamp of the request, although it was set by BingX's clock.",
    nextStep:
      'Wait for the next slot. If it fails as well, read clockSkewMs in the log and raise memorySize.',
  },
  'rate-limited': {
    cause: 'BingX limited the requests of this key or address.',
    nextStep: 'Stop other users of this key or address, or spread the schedules of the accounts.',
  },
  banned: {
    cause: 'BingX banned this key or address for a time.',
    nextStep: 'Stop other users of this key or address. Requests continue at the first slot after the ban.',
  },
  'credentials-missing': {
    cause: 'The secret is missing, has no key of this account, or is malformed.',
    nextStep: 'Store a read-only API key of the account in the secret: npm run set-key.',
  },
  'credentials-unavailable': {
    cause: 'The secret could not be read.',
    nextStep: "Read the error in the log; check the function's permission and the state of Secrets Manager.",
  },
  'credentials-rejected': {
    cause: 'BingX rejected the API key or its signature.',
    nextStep: 'Create a read-only key at BingX and store it in the secret: npm run set-key.',
  },
  'permission-denied': {
    cause: 'The API key lacks the permission to read.',
    nextStep: 'Give the key the permission to read at BingX, API management.',
  },
  'account-restricted': {
    cause: 'BingX restricted the account.',
    nextStep: 'Sign in to BingX and resolve the restriction.',
  },
  'request-rejected': {
    cause: 'BingX rejected the request.',
    nextStep: 'Read failure.code and failure.message of the row; the API of BingX may have changed.',
  },
  'exchange-unavailable': {
    cause: 'BingX was unavailable.',
    nextStep: 'Check the status page of BingX. Snapshots continue when it is available again.',
  },
  'invalid-response': {
    cause: 'BingX sent an invalid response.',
    nextStep: 'Read failure.message of the row; the API of BingX may have changed.',
  },
  'too-early': {
    cause: "The slot was ahead of BingX's clock.",
    nextStep: 'Check who invoked the function: a schedule never sends a slot of the future.',
  },
  'too-late': {
    cause: 'The event arrived after its allowed lateness, so no balance was requested.',
    nextStep:
      'Check for throttles and for a disabled function at that time, if no old events were sent again.',
  },
  'history-unavailable': {
    cause: 'DynamoDB did not accept the row. A captured balance is stored in CloudWatch Logs instead.',
    nextStep: 'Check the table, then run npm run replay before the retention of the log ends.',
  },
  'internal-error': {
    cause: 'The run threw an unexpected error.',
    nextStep: 'Read the error in the log and report it.',
  },
} as const satisfies Record<FailureReason | typeof MISSING | typeof NO_ROW_YET, Explanation>;

/** Further reasons of optional wallets, beside those of failed rows. */
export const WALLET_REASONS = {
  'timed-out': {
    cause: 'BingX did not answer this request in time.',
    nextStep: 'None, if it recovers. Otherwise check the status page of BingX.',
  },
  retired: {
    cause: 'BingX has retired the endpoint of this wallet.',
    nextStep: 'Update this project, or remove the wallet from the setting wallets.',
  },
  'empty-doubtful': {
    cause: 'BingX returned an empty wallet that it values above zero in its totals.',
    nextStep: 'None, if it recovers. Otherwise compare the wallet with the BingX app.',
  },
} as const satisfies Record<string, Explanation>;

/** The reasons with an entry in the runbook. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = { ...REASONS, ...WALLET_REASONS };

/** Of optional wallets, where the explanation of a failed row does not apply. */
const OF_WALLETS: Readonly<Record<string, Explanation>> = {
  ...EXPLANATIONS,
  'permission-denied': {
    cause: 'The API key lacks the permission for this wallet.',
    nextStep:
      'Run the account check, which names the permission, or remove the wallet from the setting wallets.',
  },
  'request-rejected': {
    cause: REASONS['request-rejected'].cause,
    nextStep: 'Read walletErrors of the row; the API of BingX may have changed.',
  },
  'invalid-response': {
    cause: REASONS['invalid-response'].cause,
    nextStep: 'Read walletErrors of the row; the API of BingX may have changed.',
  },
};

const UNREADABLE: Explanation = {
  cause: 'The row cannot be read: a later version of this project wrote it, or a value is invalid.',
  nextStep: 'Update this project, or read the row of the slot.',
};

/** For a reason of a later version, or of a row that was written by hand. */
const UNKNOWN_REASON: Explanation = {
  cause: 'This version does not know the reason.',
  nextStep: 'Read the row of the slot.',
};

/** What a reason means and what to do, with the address of its runbook entry, or of the runbook if it has none. */
export function explain(
  reason: string,
  { isWallet, runbookUrl }: { isWallet: boolean; runbookUrl: string | undefined },
): Explanation & { runbook: string } {
  const known = isWallet ? OF_WALLETS : EXPLANATIONS;
  const explanation = Object.hasOwn(known, reason) ? known[reason] : undefined;
  if (explanation) return { ...explanation, runbook: runbookEntry(reason, runbookUrl) };
  // Any other reason is a text from a row: it must not become part of a link.
  return { ...(reason === UNREADABLE_ROW ? UNREADABLE : UNKNOWN_REASON), runbook: runbookUrl ?? RUNBOOK };
}

const RUNBOOK = 'RUNBOOK.md';

/** The runbook entry of a reason: `RUNBOOK.md#ip-not-whitelisted`, or in the runbook at `runbookUrl`. */
export const runbookEntry = (reason: string, runbookUrl = RUNBOOK) => `${runbookUrl}#${reason}`;
