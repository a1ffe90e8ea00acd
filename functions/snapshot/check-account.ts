/** Checks everything that an account's snapshots depend on, changes nothing, and reports what to do about each problem. */
import type {
  AccountReading,
  Credentials,
  Exchange,
  FailedReading,
  GetCredentials,
  KeyPermissions,
  Reading,
  WalletBalances,
} from '../bingx/types';
import { PRICES_ENDPOINT, REQUIRED_WALLET } from '../history/row';
import { type AnswerShape, answerShape } from './answer-shape';
import { optionalResults } from './check-optional';
import { type CheckResult, checkResult, count, describe, REMEDIATION } from './check-result';
import type { CheckRequest } from './event';

export type CheckReport = {
  account: string;
  /** ISO, UTC, by the function's clock. */
  checkedAt: string;
  ready: boolean;
  results: CheckResult[];
  /** What the key may do, where that could be read. A statement quotes it. */
  key?: CheckedKey;
  /** Where they were requested: endpoint → code and shape of its answer, without any value. */
  shapes?: Record<string, AnswerShape>;
};

type CheckedKey = Omit<KeyPermissions, 'addresses'>;

export type CheckDependencies = {
  /** Epoch ms. */
  clock: () => number;
  getCredentials: GetCredentials;
  exchange: Exchange;
  /** As `checkTableWritable` of the history. */
  checkTableWritable: () => Promise<string | undefined>;
  /** Local epoch ms by which requests to the exchange have ended. */
  deadline: number;
};

/** With a larger skew every request would fail if it carried our own time. */
const MAX_NORMAL_SKEW_MS = 5_000;

/** Requests everything once: what a snapshot reads, and the key's permissions. */
export async function checkAccount(
  request: CheckRequest,
  dependencies: CheckDependencies,
): Promise<CheckReport> {
  const { account, shapes } = request;
  const checkedAt = new Date(dependencies.clock()).toISOString();
  // Runs beside the reading of the secret; the readings wait for it.
  void dependencies.exchange.syncClock(dependencies.deadline);
  const [credentials, tableError] = await Promise.all([
    dependencies.getCredentials({ forceRefresh: true }),
    dependencies.checkTableWritable(),
  ]);
  const exchange =
    'reason' in credentials
      ? { results: [checkResult('secret', 'failed', credentials.message)] }
      : await checkExchange(request, dependencies, credentials);
  const results = [
    ...exchange.results,
    tableError === undefined
      ? checkResult('table', 'ok', 'The table can be written.')
      : checkResult('table', 'failed', `The table cannot be written (${tableError}).`),
  ];
  return {
    account,
    checkedAt,
    ready: results.every(({ status }) => status !== 'failed'),
    results,
    ...('key' in exchange && { key: exchange.key }),
    ...(shapes && 'reading' in exchange && { shapes: shapesOf(exchange.reading) }),
  };
}

async function checkExchange(
  { wallets }: CheckRequest,
  { exchange, deadline }: CheckDependencies,
  credentials: Credentials,
): Promise<{ results: CheckResult[]; reading: AccountReading; key?: CheckedKey }> {
  const optional = wallets.filter((wallet) => wallet !== REQUIRED_WALLET);
  const request = { credentials, deadline, getCredentials: async () => credentials };
  const reading = await exchange.readAccount({ ...request, wallets: optional });
  const { required } = reading;
  const results = [
    checkResult('secret', 'ok', 'The secret can be read and has a key.'),
    clockResult(required.clockSkewMs),
    balanceResult(required),
  ];
  if (required.kind === 'answered') results.push(...optionalResults(reading));
  if (required.kind === 'failed' && required.reason !== 'permission-denied') {
    // The permissions would be rejected for the same reason: the request would only add to the errors that BingX counts.
    return { results: [...results, ...addressResults(required.egressIp, undefined)], reading };
  }
  const permissions = await exchange.readPermissions(request);
  if (permissions.kind === 'failed') {
    const message = `The key's permissions cannot be read: ${describeFailure(permissions)}`;
    return { results: [...results, checkResult('permissions', 'warning', message)], reading };
  }
  results.push(...addressResults(undefined, permissions.value), ...permissionResults(permissions.value));
  const { addresses: _, ...key } = permissions.value;
  return { results, reading, key };
}

function shapesOf({ answers, priceAnswer }: AccountReading): Record<string, AnswerShape> {
  const bodies = Object.entries({ ...answers, ...(priceAnswer && { [PRICES_ENDPOINT]: priceAnswer }) });
  return Object.fromEntries(bodies.map(([endpoint, body]) => [endpoint, answerShape(body)]));
}

function clockResult(skewMs: number | undefined): CheckResult {
  if (skewMs === undefined) {
    return checkResult('clock', 'warning', 'BingX did not send its time; requests carry our own.');
  }
  const off = `Our clock is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} the exchange's`;
  return Math.abs(skewMs) < MAX_NORMAL_SKEW_MS
    ? checkResult('clock', 'ok', `${off}.`)
    : checkResult(
        'clock',
        'warning',
        `${off}. Requests carry the exchange's time, so snapshots are still captured.`,
      );
}

function balanceResult(reading: Reading<WalletBalances>): CheckResult {
  if (reading.kind === 'failed') return checkResult('balance', 'failed', describeFailure(reading));
  const { assets } = reading.value;
  return checkResult('balance', 'ok', `The spot wallet can be read: ${count(assets.length, 'asset')}.`);
}

/** Reason, code and message of an error, when it ends, and what to do. */
function describeFailure({ reason, code, message, retryAt }: FailedReading): string {
  const until = retryAt === undefined ? '' : `Until ${new Date(retryAt).toISOString()}. `;
  return describe(reason, code, message, until + REMEDIATION[reason]);
}

function addressResults(
  clientIp: string | undefined,
  permissions: KeyPermissions | undefined,
): CheckResult[] {
  if (clientIp) {
    return [
      checkResult('address', 'failed', `BingX sees requests from ${clientIp}, which the key does not allow.`),
    ];
  }
  if (!permissions) return [];
  if (!permissions.isIpRestricted)
    return [checkResult('address', 'ok', 'The key may be used from any address.')];
  const { addresses } = permissions;
  const names = addresses.length > 0 ? addresses.join(', ') : 'addresses that BingX does not list';
  return [
    checkResult(
      'address',
      'ok',
      `The key is restricted to ${names}, which includes this function's address.`,
    ),
  ];
}

function permissionResults({ mayRead, extraPermissions, isIpRestricted }: KeyPermissions): CheckResult[] {
  const results = [
    mayRead
      ? checkResult('permissions', 'ok', 'The key may read.')
      : checkResult('permissions', 'failed', `The key may not read. ${REMEDIATION['permission-denied']}`),
  ];
  if (extraPermissions.length > 0) {
    const rights = extraPermissions.join(', ');
    results.push(
      checkResult(
        'permissions',
        'warning',
        `The key may do more than read: ${rights}. Snapshots need Read only; remove the others.`,
      ),
    );
  }
  if (extraPermissions.length > 0 && !isIpRestricted) {
    results.push(
      checkResult(
        'permissions',
        'warning',
        'The key is restricted to no address and has more permissions than Read: BingX deletes such a key after 14 idle days.',
      ),
    );
  }
  return results;
}
