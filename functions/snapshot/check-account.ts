/** Checks all that an account's snapshots depend on, changes nothing, and says what needs a hand and which. */

import type { Client, Reading } from '../bingx/client';
import { API_PERMISSIONS, type KeyPermissions } from '../bingx/permissions';
import { SPOT_BALANCES } from '../bingx/response';
import type { AssetBalance, Credentials, ExchangeReason, GetCredentials } from '../bingx/types';

/** `failed`: no snapshot will be taken until somebody acts. `warning`: snapshots are taken, and somebody should know. */
export type CheckResult = {
  check: 'secret' | 'clock' | 'balance' | 'address' | 'permissions' | 'table';
  status: 'ok' | 'warning' | 'failed';
  message: string;
};

export type CheckReport = { account: string; ready: boolean; results: CheckResult[] };

export type CheckDependencies = {
  account: string;
  getCredentials: GetCredentials;
  client: Client;
  /** As `whyNotWritable` of the history. */
  checkTableWritable: () => Promise<string | undefined>;
  /** Local epoch ms by which asking the exchange ends. */
  deadline: number;
};

/** A clock that is off by more than this would fail every request, were they not stamped with the exchange's time. */
const MAX_NORMAL_SKEW_MS = 5_000;

/** Which hand a refusal needs. */
const REMEDIATION: Record<ExchangeReason, string> = {
  'ip-not-whitelisted': "Add the address to the key's whitelist on BingX.",
  'timestamp-rejected':
    "BingX refuses the time even by its own clock: requests may take too long on the way. Check again; if it stays, look at the function's network.",
  'rate-limited': 'Another program uses up the limit of this account. Check again in a minute.',
  banned: 'Leave it alone until the ban has ended, then check again.',
  'credentials-rejected': 'Put the right apiKey and secretKey into the secret.',
  'permission-denied': 'Give the key the permission Read on BingX.',
  'account-restricted': 'Log in to BingX and settle what it asks of the account.',
  'request-rejected': 'BingX gave an answer that this client does not know. Report the code and the text.',
  'exchange-unavailable':
    'Check again later; if it stays, look at the way from the function to the internet.',
  'invalid-response':
    'Check again later; if it stays, BingX has changed its answers, and this client must follow.',
};

/** Asks everything once; the exchange no more than a snapshot would, plus the key's permissions. */
export async function checkAccount(parts: CheckDependencies): Promise<CheckReport> {
  // Goes on beside the reading of the secret; whatever is asked next waits for it.
  void parts.client.syncClock(parts.deadline);
  const [credentials, notWritable] = await Promise.all([
    parts.getCredentials({ forceRefresh: true }),
    parts.checkTableWritable(),
  ]);
  const findings =
    'reason' in credentials
      ? [checkResult('secret', 'failed', credentials.message)]
      : [
          checkResult('secret', 'ok', 'The secret can be read and holds a key.'),
          ...(await checkExchange(parts, credentials)),
        ];
  findings.push(
    notWritable === undefined
      ? checkResult('table', 'ok', 'The table can be written.')
      : checkResult('table', 'failed', `The table cannot be written (${notWritable}).`),
  );
  return {
    account: parts.account,
    ready: findings.every(({ status: state }) => state !== 'failed'),
    results: findings,
  };
}

const checkResult = (
  what: CheckResult['check'],
  state: CheckResult['status'],
  says: string,
): CheckResult => ({
  check: what,
  status: state,
  message: says,
});

async function checkExchange(
  { client, deadline }: CheckDependencies,
  credentials: Credentials,
): Promise<CheckResult[]> {
  const request = { credentials, deadline, getCredentials: async () => credentials };
  const balance = await client.read(SPOT_BALANCES, request);
  const findings = [clockResult(balance.clockSkewMs), balanceResult(balance)];
  if (balance.kind === 'failed' && balance.reason !== 'permission-denied') {
    // Whatever refused the balance refuses the permissions too: asking would only add to the failures that BingX counts.
    return [...findings, ...addressResults(balance.egressIp, undefined)];
  }
  const permissions = await client.read(API_PERMISSIONS, request);
  if (permissions.kind === 'failed') {
    const says = `BingX does not say what the key may do: ${describeFailure(permissions)}`;
    return [...findings, checkResult('permissions', 'warning', says)];
  }
  return [
    ...findings,
    ...addressResults(undefined, permissions.value),
    ...permissionResults(permissions.value),
  ];
}

function clockResult(skewMs: number | undefined): CheckResult {
  if (skewMs === undefined) {
    return checkResult('clock', 'warning', 'BingX did not tell its time; requests carry our own.');
  }
  const off = `Our clock is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} the exchange's`;
  return Math.abs(skewMs) < MAX_NORMAL_SKEW_MS
    ? checkResult('clock', 'ok', `${off}.`)
    : checkResult(
        'clock',
        'warning',
        `${off}. Requests carry the exchange's time, so snapshots are taken all the same.`,
      );
}

function balanceResult(reading: Reading<AssetBalance[]>): CheckResult {
  if (reading.kind === 'failed') return checkResult('balance', 'failed', describeFailure(reading));
  return checkResult(
    'balance',
    'ok',
    `The spot wallet can be read: ${count(reading.value.length, 'asset')}.`,
  );
}

/** Reason, code and text of a refusal, when it ends, and what to do. */
function describeFailure({
  reason,
  code,
  message,
  retryAt,
}: Extract<Reading<unknown>, { kind: 'failed' }>): string {
  const until = retryAt === undefined ? '' : ` Until ${new Date(retryAt).toISOString()}.`;
  return `${reason}${code ? ` (${code})` : ''}: ${message.replace(/\.$/, '')}.${until} ${REMEDIATION[reason]}`;
}

function addressResults(seen: string | undefined, permissions: KeyPermissions | undefined): CheckResult[] {
  if (seen) {
    return [
      checkResult('address', 'failed', `BingX sees requests from ${seen}, which the key does not allow.`),
    ];
  }
  if (!permissions) return [];
  if (!permissions.isIpRestricted)
    return [checkResult('address', 'ok', 'The key may be used from any address.')];
  const { addresses } = permissions;
  const named = addresses.length > 0 ? addresses.join(', ') : 'addresses that BingX does not name';
  return [checkResult('address', 'ok', `The key is bound to ${named}, and this function's is among them.`)];
}

function permissionResults({
  mayRead,
  extraPermissions: beyondRead,
  isIpRestricted: isBound,
}: KeyPermissions): CheckResult[] {
  const findings = [
    mayRead
      ? checkResult('permissions', 'ok', 'The key may read.')
      : checkResult('permissions', 'failed', `The key may not read. ${REMEDIATION['permission-denied']}`),
  ];
  if (beyondRead.length > 0) {
    const rights = beyondRead.join(', ');
    findings.push(
      checkResult(
        'permissions',
        'warning',
        `The key may do more than read: ${rights}. Snapshots need Read only; take the rest away.`,
      ),
    );
  }
  if (beyondRead.length > 0 && !isBound) {
    findings.push(
      checkResult(
        'permissions',
        'warning',
        'The key is bound to no address and has more rights than Read: BingX deletes such a key after 14 idle days.',
      ),
    );
  }
  return findings;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
