/** BingX as the product's `Exchange`: reads an account side by side, so that nothing optional can delay or fail `spot`. */
import { type Client, type ClientOptions, createClient } from './client';
import { align, type Decimal, parseDecimal } from './decimal';
import { API_PERMISSIONS, ENDPOINTS, WALLETS, type WalletId } from './endpoints';
import type { ExchangeTotals } from './exchange-totals';
import { pricesOf } from './prices';
import type { Endpoint } from './response';
import { MIN_REQUEST_MS } from './retry';
import { OPTIONAL_REQUEST_BUDGET, type OptionalResult, type Session, withTimeout } from './session';
import type { Ticker } from './ticker';
import type { AccountReading, AccountRequest, Exchange, OptionalError, WalletBalances } from './types';

/** How much later than `spot` an optional endpoint may answer. */
const MAX_OPTIONAL_DELAY_MS = 5_000;

/** The wait before an empty wallet is read again, and the minimum time left for wait and request: ms. */
const EMPTY_RETRY_DELAY_MS = 500;
const MIN_RETRY_TIME_MS = EMPTY_RETRY_DELAY_MS + MIN_REQUEST_MS;

/** An empty wallet is doubtful where the exchange's own total of it is above this: 0.05 USDT. */
const MAX_TOTAL_OF_EMPTY: Decimal = { digits: 5n, exponent: -2 };

export function createExchange(options: ClientOptions): Exchange {
  const client = createClient(options);
  const { clock, sleep = realSleep } = options;
  return {
    syncClock: client.syncClock,
    readAccount: (request) => readAccount(client, request, { clock, sleep }),
    readPermissions: (request) => client.openSession(request).read(API_PERMISSIONS),
  };
}

type OptionalWallet = Exclude<WalletId, 'spot'>;
type Timing = { clock: () => number; sleep: (ms: number) => Promise<void> };
type Outcome<T> =
  | { value: T; raw: Uint8Array; answeredAt: number }
  | { error: OptionalError; raw?: Uint8Array };
type ReadOptional = <T>(endpoint: Endpoint<T>, maxRequests: number) => Promise<OptionalResult<T>>;

async function readAccount(client: Client, request: AccountRequest, timing: Timing): Promise<AccountReading> {
  const session = client.openSession(request);
  const requiredReading = session.read(WALLETS.spot);
  const optional = startOptional(session, request, requiredReading, timing);

  const required = await requiredReading;
  if (required.kind === 'failed') {
    session.stopOptional();
    return { required, wallets: {}, errors: {}, answers: answersOf({ spot: required }), pricesOf: noPrices };
  }
  const limitMs = Math.max(0, Math.min(MAX_OPTIONAL_DELAY_MS, request.deadline - timing.clock()));
  const outcomes = await Promise.all(
    Object.entries(optional).map(
      async ([id, outcome]): Promise<[string, Outcome<unknown>]> => [
        id,
        (await withTimeout(limitMs, outcome)) ?? { error: TIMED_OUT },
      ],
    ),
  );
  session.stopOptional();
  return assemble(required, Object.fromEntries(outcomes));
}

/** Starts every optional reading at once; the result of each is a value. */
function startOptional(
  session: Session,
  request: AccountRequest,
  required: Promise<unknown>,
  { clock, sleep }: Timing,
) {
  let requiredEndedAt: number | undefined;
  void required.then(() => {
    requiredEndedAt = clock();
  });
  const deadline = () => Math.min(request.deadline, (requiredEndedAt ?? clock()) + MAX_OPTIONAL_DELAY_MS);
  const readOptional: ReadOptional = (endpoint, maxRequests) =>
    session.readOptional(endpoint, { required, deadline, maxRequests });

  const totals = readOptional(ENDPOINTS.allAccountBalance, OPTIONAL_REQUEST_BUDGET);
  /** The exchange's totals, where they arrive in time for a wallet to be read again. */
  const totalsInTime = required
    .then(() => withTimeout(Math.max(0, deadline() - clock() - MIN_RETRY_TIME_MS), totals))
    .then((result) => (result?.reading.kind === 'answered' ? result.reading.value : undefined));
  const readings: Record<string, Promise<Outcome<unknown>>> = {
    allAccountBalance: totals.then((result) => outcomeOf(result)),
    // One request: a second download of that size would be too late.
    ticker: readOptional(ENDPOINTS.ticker, 1).then((result) => outcomeOf(result)),
  };
  for (const id of request.wallets.filter(isOptionalWallet)) {
    readings[id] = readWallet(id, readOptional, totalsInTime, sleep);
  }
  return readings;
}

const isOptionalWallet = (id: string): id is OptionalWallet => id !== 'spot' && Object.hasOwn(WALLETS, id);

/** Reads a wallet, and reads it once more if it is empty but the exchange's own total is not. */
async function readWallet(
  id: OptionalWallet,
  readOptional: ReadOptional,
  totals: Promise<ExchangeTotals | undefined>,
  sleep: Timing['sleep'],
): Promise<Outcome<WalletBalances>> {
  const endpoint: Endpoint<WalletBalances> = WALLETS[id];
  const first = await readOptional(endpoint, OPTIONAL_REQUEST_BUDGET);
  if (first.reading.kind === 'failed' || !first.reading.value.isEmpty) return outcomeOf(first);
  const requestsLeft = OPTIONAL_REQUEST_BUDGET - first.reading.attempts;
  if (!isDoubtful((await totals)?.[id]) || requestsLeft === 0) return outcomeOf(first);
  await sleep(EMPTY_RETRY_DELAY_MS);
  return outcomeOf(await readOptional(endpoint, requestsLeft));
}

/** Whether an empty wallet contradicts the exchange's own total of it. */
function isDoubtful(total = '0'): boolean {
  const stated = parseDecimal(total);
  if (!stated) return false;
  const { a, b } = align(stated, MAX_TOTAL_OF_EMPTY);
  return a > b;
}

/** The outcome of a wallet, checked against the totals even if these arrived late. */
function believed(
  id: string,
  outcome: Outcome<WalletBalances>,
  totals: ExchangeTotals | undefined,
): Outcome<WalletBalances> {
  const total = totals?.[id];
  if ('error' in outcome || !outcome.value.isEmpty || !isDoubtful(total)) return outcome;
  const message = `The wallet is empty, but the exchange's own total of it is ${total} USDT.`;
  return { error: { reason: 'empty-doubtful', message }, raw: outcome.raw };
}

const TIMED_OUT: OptionalError = {
  reason: 'timed-out',
  message: `No answer within ${MAX_OPTIONAL_DELAY_MS / 1000} s after the required wallet.`,
};

function outcomeOf<T>({ reading, isRetired, isTimeout }: OptionalResult<T>): Outcome<T> {
  if (reading.kind === 'answered') return reading;
  const { reason, code, message, egressIp, retryAt, raw } = reading;
  if (isTimeout) return { error: TIMED_OUT };
  return { error: { reason: isRetired ? 'retired' : reason, code, message, egressIp, retryAt }, raw };
}

/** Separates what was read from what was not. */
function assemble(
  required: AccountReading['required'],
  { ticker, allAccountBalance, ...others }: Record<string, Outcome<unknown>>,
): AccountReading {
  const totals = readValue<ExchangeTotals>(allAccountBalance);
  const wallets = mapValues(others, (outcome, id) =>
    believed(id, outcome as Outcome<WalletBalances>, totals),
  );
  const prices = readValue<Ticker>(ticker);
  const pricedAt = ticker && 'value' in ticker ? ticker.answeredAt : undefined;
  return {
    required,
    wallets: definedValues(mapValues(wallets, (outcome) => readValue<WalletBalances>(outcome))),
    ...(totals && { totals }),
    pricesOf: (assets) => pricesOf(prices && { pricedAt, ...prices }, assets),
    errors: definedValues(
      mapValues({ ...wallets, allAccountBalance, ticker }, (outcome) =>
        outcome && 'error' in outcome ? outcome.error : undefined,
      ),
    ),
    answers: answersOf({ spot: required, ...wallets, allAccountBalance }),
    ...(ticker?.raw && { priceAnswer: ticker.raw }),
  };
}

/** The parser of each endpoint has a type of its own, which TypeScript cannot derive from an id known only at run time. */
const readValue = <T>(outcome: Outcome<unknown> | undefined) =>
  outcome && 'value' in outcome ? (outcome.value as T) : undefined;

const answersOf = (readings: Record<string, { raw?: Uint8Array } | undefined>) =>
  definedValues(mapValues(readings, (reading) => reading?.raw));

const mapValues = <A, B>(record: Record<string, A>, change: (value: A, key: string) => B) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

const definedValues = <T>(record: Record<string, T | undefined>) =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );

const noPrices: AccountReading['pricesOf'] = (assets) => pricesOf(undefined, assets);

const realSleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
