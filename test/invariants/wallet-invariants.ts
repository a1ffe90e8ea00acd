/** The invariants of optional wallets, totals and prices. */
import { gunzipSync } from 'node:zlib';
import Big from 'big.js';
import type { CapturedRow } from '../../functions/history/row';
import { equalAmounts, equalFigures, parseTotals, parseWallet, priceAll } from '../support/wallet-oracle';
import { type Check, isCaptured, keyOf } from './evidence';
import type { EndpointId, Exchanged } from './exchange';
import type { Run } from './run';
import { OPTIONAL_ENDPOINTS, type OptionalEndpoint } from './troubles';

const WALLETS = ['fund', 'USDTMPerp', 'coinMPerp', 'stdFutures'] as const;

/** Later than this after the spot wallet, nothing optional is waited for; the rest is the model's own round trips. */
const MAX_DELAY_MS = 5_000 + 500;

export const WALLET_INVARIANTS: Record<string, Check> = {
  '9. what is unknown is never stored as zero: wallet, total, price': ({ world, rows, captured }) =>
    rows
      .filter(isCaptured)
      .filter((row) => row.version >= 2 && !captured.has(keyOf(row)))
      .flatMap((row) => {
        const body = unpacked(row, 'spot');
        const runs = world.runs.filter((run) =>
          run.exchanged.some(({ answered }) => answered?.body.equals(body)),
        );
        const violations = runs.map((run) => [
          ...WALLETS.flatMap((wallet) => walletViolations(wallet, row, run)),
          ...totalsViolations(row, run),
          ...priceViolations(row, run),
        ]);
        // Equal spot answers can be of several runs: the row is that of one of them.
        return violations.some((list) => list.length === 0)
          ? []
          : (violations[0] ?? []).map((violation) => `${keyOf(row)}: ${violation}`);
      }),

  '10. no optional wallet, total or price delays, fails or changes the spot wallet': ({ runs }) =>
    runs
      .filter(({ end }) => end !== 'crashed')
      .flatMap((run) => [
        ...effectsOnSpot(run, runs.length),
        ...OPTIONAL_ENDPOINTS.flatMap((endpoint) => repeatedRequests(endpoint, run)),
        ...run.exchanged
          .filter(({ isKeyExposed }) => isKeyExposed)
          .map(({ endpoint }) => `${keyOf(run)} sent its key to the public endpoint ${endpoint}`),
      ]),
};

const unpacked = ({ raw }: CapturedRow, endpoint: string): Buffer => gunzipSync(raw[endpoint] ?? '');

const requestsTo = (run: Run, endpoint: EndpointId) =>
  run.exchanged.filter((exchanged) => exchanged.endpoint === endpoint);

function walletViolations(wallet: (typeof WALLETS)[number], row: CapturedRow, run: Run): string[] {
  const [amounts, error] = [row.balances[wallet], row.walletErrors?.[wallet]];
  if (amounts && error) return [`${wallet} has both amounts and an error`];
  if (!amounts && !error) return [`${wallet} has neither amounts nor an error`];
  const requests = requestsTo(run, wallet);
  const isDoubtful = new Big(row.exchangeTotals?.[wallet] ?? 0).gt('0.05');
  if (amounts) {
    const raw = unpacked(row, wallet);
    const isAnswered = requests.some(({ body }) => body?.equals(raw));
    if (!isAnswered) return [`${wallet} has an answer that was never sent: ${raw}`];
    if (isDoubtful && EMPTY_LIST.test(String(raw)))
      return [`${wallet} is empty against the total of the exchange`];
    return equalAmounts(amounts, parseWallet(wallet, raw))
      ? []
      : [`${wallet} has ${JSON.stringify(amounts)} where ${raw} was sent`];
  }
  if (error?.reason === 'empty-doubtful') {
    return isDoubtful ? [] : [`${wallet} is doubtful without a total of the exchange`];
  }
  return isReadable(requests.at(-1), (body) => parseWallet(wallet, body))
    ? [`${wallet} has the error ${error?.reason} although it was answered`]
    : [];
}

const EMPTY_LIST = /"(data|assets|balances)":(\[\]|null)/;

function totalsViolations({ exchangeTotals, walletErrors }: CapturedRow, run: Run): string[] {
  const error = walletErrors?.allAccountBalance;
  if (exchangeTotals ? error : !error) return ['there must be either totals or their error'];
  const requests = requestsTo(run, 'allAccountBalance');
  if (!exchangeTotals) {
    return isReadable(requests.at(-1), parseTotals)
      ? [`totals have the error ${error?.reason} although they were answered`]
      : [];
  }
  return requests.some(({ body }) => body && equalFigures(exchangeTotals, parseTotals(body)))
    ? []
    : [`the totals ${JSON.stringify(exchangeTotals)} were never sent`];
}

function priceViolations({ balances, prices = {}, walletErrors }: CapturedRow, run: Run): string[] {
  const held = new Set(Object.values(balances).flatMap((assets) => Object.keys(assets ?? {})));
  const body = walletErrors?.ticker ? undefined : requestsTo(run, 'ticker').at(-1)?.body;
  const expected = priceAll(body, held);
  return equalFigures(prices, expected)
    ? []
    : [`the prices are ${JSON.stringify(prices)}, not ${JSON.stringify(Object.fromEntries(expected))}`];
}

/** Answered by the account itself, in time, and with amounts that can be stored. */
const isReadable = (request: Exchanged | undefined, parse: (body: Buffer) => unknown) =>
  request?.body !== undefined && request.trouble === undefined && parse(request.body) !== undefined;

/** Reasons of a failed run in which the spot wallet was answered. */
const OWN_REASONS = ['history-unavailable', 'too-late', 'too-early'];

function effectsOnSpot(run: Run, concurrentRuns: number): string[] {
  const spot = run.exchanged.find(({ answered }) => answered !== undefined);
  if (!spot || isTooSlow(spot)) return [];
  const { outcome, writtenAt } = run;
  if (outcome === undefined || (outcome.outcome === 'failed' && !OWN_REASONS.includes(outcome.reason))) {
    return [`${keyOf(run)} ended as ${JSON.stringify(outcome)} although the spot wallet was answered`];
  }
  const delayMs = (writtenAt ?? 0) - (spot.arrivedAt ?? spot.at);
  return concurrentRuns === 1 && delayMs > MAX_DELAY_MS
    ? [`${keyOf(run)} wrote its row ${delayMs} ms after the spot wallet was answered`]
    : [];
}

/** The client stopped waiting before this answer arrived. */
const isTooSlow = ({ trouble }: Exchanged) =>
  trouble !== undefined && 'slowMs' in trouble && trouble.slowMs >= 4_500;

/** Error codes and statuses after which an optional endpoint must not be requested again in the run. */
const PERMANENT_CODES = [100004, 100412, 100414, 100419, 100441, 100400, 100404, 987654];
const PERMANENT_STATUSES = [401, 403, 404, 418, 429];

function repeatedRequests(endpoint: OptionalEndpoint, run: Run): string[] {
  const requests = requestsTo(run, endpoint);
  const max = endpoint === 'ticker' ? 1 : 2;
  if (requests.length > max) return [`${keyOf(run)} sent ${requests.length} requests to ${endpoint}`];
  const [first, second] = requests;
  const isPermanent =
    PERMANENT_CODES.includes(first?.refusal?.code ?? 0) ||
    (first?.trouble && 'status' in first.trouble && PERMANENT_STATUSES.includes(first.trouble.status));
  return second && isPermanent
    ? [`${keyOf(run)} repeated a request to ${endpoint} after a permanent error`]
    : [];
}
