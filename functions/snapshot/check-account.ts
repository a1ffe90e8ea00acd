/** Checks everything that an account's snapshots depend on, changes nothing, and says what to do about each problem. */
import type {
  AccountReading,
  Credentials,
  Exchange,
  ExchangeReason,
  FailedReading,
  GetCredentials,
  KeyPermissions,
  OptionalError,
  OptionalReason,
  Reading,
  WalletBalances,
} from '../bingx/types';
import { PRICES_ENDPOINT, REQUIRED_WALLET, TOTALS_ENDPOINT } from '../history/row';
import { type AnswerShape, answerShape } from './answer-shape';
import { compareTotals } from './compare-totals';
import type { CheckRequest } from './event';

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

/** `shapes`, where they were requested: endpoint → code and shape of its answer, without any value. */
export type CheckReport = {
  account: string;
  ready: boolean;
  results: CheckResult[];
  shapes?: Record<string, AnswerShape>;
};

export type CheckDependencies = {
  getCredentials: GetCredentials;
  exchange: Exchange;
  /** As `checkTableWritable` of the history. */
  checkTableWritable: () => Promise<string | undefined>;
  /** Local epoch ms by which requests to the exchange have ended. */
  deadline: number;
};

/** With a larger skew every request would fail if it carried our own time. */
const MAX_NORMAL_SKEW_MS = 5_000;

/** What an operator has to do. */
const REMEDIATION: Record<ExchangeReason, string> = {
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

/** Requests everything once: what a snapshot reads, and the key's permissions. */
export async function checkAccount(
  request: CheckRequest,
  dependencies: CheckDependencies,
): Promise<CheckReport> {
  const { account, shapes } = request;
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
    ready: results.every(({ status }) => status !== 'failed'),
    results,
    ...(shapes && 'reading' in exchange && { shapes: shapesOf(exchange.reading) }),
  };
}

const checkResult = (
  check: CheckResult['check'],
  status: CheckResult['status'],
  message: string,
): CheckResult => ({ check, status, message });

async function checkExchange(
  { wallets }: CheckRequest,
  { exchange, deadline }: CheckDependencies,
  credentials: Credentials,
): Promise<{ results: CheckResult[]; reading: AccountReading }> {
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
  return { results, reading };
}

/** None of them keeps a snapshot from being captured. */
function optionalResults(reading: AccountReading): CheckResult[] {
  const { wallets, totals, errors, pricesOf } = reading;
  const { [TOTALS_ENDPOINT]: totalsError, [PRICES_ENDPOINT]: pricesError, ...walletErrors } = errors;
  return [
    ...Object.entries(wallets).map(([wallet, { assets }]) =>
      checkResult('wallet', 'ok', `The wallet ${wallet} can be read: ${count(assets.length, 'asset')}.`),
    ),
    ...Object.entries(walletErrors).map(([wallet, error]) =>
      checkResult('wallet', 'warning', `The wallet ${wallet} cannot be read: ${describeOptional(error)}`),
    ),
    ...(totalsError
      ? [
          checkResult(
            'totals',
            'warning',
            `BingX's own totals cannot be read: ${describeOptional(totalsError)}`,
          ),
        ]
      : []),
    ...(totals
      ? compareTotals(reading).map(({ agrees, message }) =>
          checkResult('totals', agrees === true ? 'ok' : 'warning', message),
        )
      : []),
    pricesError
      ? checkResult('prices', 'warning', `Prices cannot be read: ${describeOptional(pricesError)}`)
      : checkResult(
          'prices',
          'ok',
          `Prices can be read: BTC is ${pricesOf(['BTC']).prices.BTC ?? '?'} USDT.`,
        ),
  ];
}

/** Remedies of reasons that only optional endpoints have. */
const OPTIONAL_REMEDIATION: Record<Exclude<OptionalReason, ExchangeReason>, string> = {
  'timed-out': 'Check again later.',
  retired: 'BingX no longer offers it: leave the wallet out of the configuration.',
  'empty-doubtful': 'Check again later; if it persists, compare it with the BingX app.',
};

function describeOptional({ reason, code, message }: OptionalError): string {
  const [, permission] = /need (.+?) permission/i.exec(message) ?? [];
  const remedy =
    reason === 'permission-denied' && permission
      ? `The key lacks the permission ${permission}: grant it if this wallet has to be recorded.`
      : { ...REMEDIATION, ...OPTIONAL_REMEDIATION }[reason];
  return describe(reason, code, message, remedy);
}

const describe = (reason: string, code: string | undefined, message: string, remedy: string) =>
  `${reason}${code ? ` (${code})` : ''}: ${message.replace(/\.$/, '')}. ${remedy}`;

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

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
