/** The invariants of the history, each as a check of everything that the runs produced. */
import { gunzipSync } from 'node:zlib';
import { NOT_STORED } from '../../functions/history/log-fallback';
import type { CapturedRow } from '../../functions/history/row';
import { equalAmounts, parseWallet } from '../support/wallet-oracle';
import { type Check, type Evidence, isCaptured, keyOf, rowText } from './evidence';
import type { Exchanged } from './exchange';
import type { Run } from './run';
import { WALLET_INVARIANTS } from './wallet-invariants';
import { MAX_LATENESS_SECONDS } from './world';

const INVARIANTS: Record<string, Check> = {
  '1. at most one captured row per account and slot; once captured, never changed': ({ rows, captured }) => {
    const now = new Map(rows.filter(isCaptured).map((row) => [keyOf(row), rowText(row)]));
    return [...captured].flatMap(([key, before]) => {
      const after = now.get(key);
      if (after === undefined) return [`the captured row ${key} is gone`];
      return after === before ? [] : [`the captured row ${key} was changed: ${before} became ${after}`];
    });
  },

  '2. a captured row holds exactly what the exchange sent': ({ world, rows, captured }) =>
    rows
      .filter(isCaptured)
      .filter((row) => !captured.has(keyOf(row)))
      .flatMap((row) => {
        const body = gunzipSync(row.raw.spot ?? '');
        const answered = world.runs
          .filter((run) => run.account === row.account && run.slot === row.slot)
          .flatMap((run) => run.exchanged)
          .filter(({ answered }) => answered?.account === row.account && answered.body.equals(body));
        if (answered.length === 0) return [`${keyOf(row)} holds an answer that was never sent: ${body}`];
        const wrong: string[] = [];
        if (!equalAmounts(row.balances.spot ?? {}, parseWallet('spot', body))) {
          wrong.push(`${keyOf(row)} holds ${JSON.stringify(row.balances)} where ${body} was sent`);
        }
        if (!answered.some((answer) => isWithin(answer, Date.parse(row.capturedAt)))) {
          wrong.push(`${keyOf(row)} has capturedAt ${row.capturedAt}; no answer was sent then`);
        }
        return wrong;
      }),

  '3. every due slot is captured, failed with a reason, or known to be missing': ({ rows, runs }) => {
    const table = new Map(rows.map((row) => [keyOf(row), row]));
    const unexplained = rows
      .filter(
        (row) => row.status === 'failed' && !(row.failure.reason && row.failure.message && row.failure.at),
      )
      .map((row) => `${keyOf(row)} failed without a reason`);
    const silent = runs
      .filter((run) => !table.has(keyOf(run)) && run.end !== 'crashed')
      .filter((run) => run.end !== 'threw' || !('HistoryError' in valuesOf(run)))
      .map(
        (run) => `${keyOf(run)} has no row, and its run did not report it: ${JSON.stringify(run.outcome)}`,
      );
    return [...unexplained, ...silent];
  },

  '4. no key, secret or signature in anything that leaves the run': ({ world, rows, runs }) => {
    const outputs = [
      ...runs.flatMap((run) => [
        ...run.lines,
        JSON.stringify(run.metrics),
        JSON.stringify(run.outcome ?? {}),
        ...(run.error ? [run.error.message, run.error.stack ?? '', String(run.error.cause ?? '')] : []),
      ]),
      ...rows.flatMap((row) => [
        rowText(row),
        ...Object.values(row.raw ?? {}).map((raw) => gunzipSync(raw).toString('latin1')),
      ]),
    ];
    return [...world.canaries].flatMap((canary) =>
      outputs.filter((text) => text.includes(canary)).map((text) => `${canary} appears in ${text}`),
    );
  },

  '5. each failed run raises its own metric, once': ({ runs }) =>
    runs
      .filter((run) => run.end !== 'crashed')
      .flatMap((run) => {
        const lines = expectedMetrics(run);
        const isRight = sorted(run.metrics) === sorted(lines);
        return isRight
          ? []
          : [
              `${JSON.stringify(run.outcome)} sent ${JSON.stringify(run.metrics)}, not ${JSON.stringify(lines)}`,
            ];
      }),

  '6. a request is not repeated after a permanent error; a ban is waited out or ends the run': ({ runs }) =>
    runs.flatMap((run) => {
      const requests = run.exchanged.filter(({ endpoint }) => endpoint === 'balance');
      const wrong = requests.length > 5 ? [`${requests.length} requests in one run`] : [];
      // An error of an optional endpoint must not stop the spot wallet: invariant 10.
      const required = run.exchanged.filter(({ endpoint }) => endpoint === 'time' || endpoint === 'balance');
      required.forEach((exchanged, i) => {
        const next = required.slice(i + 1).filter((later) => later.endpoint === 'balance');
        const fault = forbiddenRepeat(exchanged, next);
        if (fault)
          wrong.push(`${keyOf(run)}: ${JSON.stringify(exchanged.refusal ?? exchanged.trouble)}: ${fault}`);
      });
      return wrong;
    }),

  '7. a late run is never recorded as an on-time one': ({ runs }) =>
    runs
      .filter(({ latenessMs, end }) => latenessMs > LATE_FOR_CERTAIN_MS && end !== 'crashed')
      .flatMap((run) => {
        if (run.outcome?.outcome === 'captured') return [`${keyOf(run)} was captured too late`];
        // With an offset measured before our clock jumped, only the refusal of a balance request reveals the jump.
        const [first] = run.exchanged;
        if (first?.endpoint !== 'time' || first.trouble) return [];
        if (run.exchanged.some(({ endpoint }) => endpoint === 'balance'))
          return [`${keyOf(run)} requested a balance ${run.latenessMs} ms after its slot`];
        return run.outcome?.outcome === 'failed' && run.outcome.reason !== 'too-late'
          ? [`${keyOf(run)} was too late but failed with ${run.outcome.reason}`]
          : [];
      }),

  '8. a write of unknown outcome is resolved by reading the table': ({ rows, runs }) => {
    const table = new Map(rows.map((row) => [keyOf(row), row]));
    return runs.flatMap((run) => {
      const row = table.get(keyOf(run));
      const contradicts = (what: string) => [
        `${keyOf(run)} ended with ${JSON.stringify(run.outcome)}; ${what}`,
      ];
      switch (run.outcome?.outcome) {
        case 'captured':
          if (row?.status !== 'captured') return contradicts('the table does not hold it');
          return answeredRequests(run).some(({ answered }) =>
            answered?.body.equals(gunzipSync(row.raw.spot ?? '')),
          )
            ? []
            : contradicts('the table holds the answer of another run');
        case 'already-captured':
          if (row?.status !== 'captured') return contradicts('the table holds no captured row');
          return answeredRequests(run).some(
            ({ answered }) => answered?.body.equals(gunzipSync(row.raw.spot ?? '')) && isOwn(run, row),
          )
            ? contradicts('the captured row is its own and was not reported')
            : [];
        case 'failed':
          return !run.outcome.recorded || row ? [] : contradicts('the table holds no failed row');
        default:
          return [];
      }
    });
  },
};

/** The exchange's clock is known to half a round trip of 4 s; a jump of ours within its recvWindow of 5 s is not noticed. */
const CLOCK_TOLERANCE_MS = 7_000;
const LATE_FOR_CERTAIN_MS = MAX_LATENESS_SECONDS * 1000 + CLOCK_TOLERANCE_MS;

/** Whether `moment` is between an answer's departure and its arrival, within the clock tolerance. */
const isWithin = ({ at, arrivedAt = at }: Exchanged, moment: number) =>
  at - CLOCK_TOLERANCE_MS <= moment && moment <= arrivedAt + CLOCK_TOLERANCE_MS;

/** Two runs can receive equal answers: capturedAt distinguishes them. */
const isOwn = (run: Run, row: CapturedRow) =>
  run.lines.some((line) => line.includes(NOT_STORED) && line.includes(row.capturedAt));
const answeredRequests = (run: Run) => run.exchanged.filter(({ answered }) => answered !== undefined);
const valuesOf = (run: Run) => Object.assign({}, ...run.metrics.map(({ values }) => values)) as object;
const sorted = (lines: Run['metrics']) =>
  JSON.stringify(
    lines.map(({ dimensions, values }) => [
      dimensions,
      Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );

/** The metric of each reason, as the runbook and the stack name it; deliberately not imported from the product. */
const METRIC_OF: Record<string, string> = {
  'ip-not-whitelisted': 'WhitelistError',
  'timestamp-rejected': 'TimestampError',
  'rate-limited': 'RateLimitError',
  banned: 'RateLimitError',
  'credentials-missing': 'CredentialsError',
  'credentials-unavailable': 'CredentialsError',
  'credentials-rejected': 'CredentialsError',
  'permission-denied': 'CredentialsError',
  'account-restricted': 'CredentialsError',
  'request-rejected': 'ExchangeError',
  'exchange-unavailable': 'ExchangeError',
  'invalid-response': 'ExchangeError',
  'too-late': 'TooLateError',
  'too-early': 'TimestampError',
  'history-unavailable': 'HistoryError',
};

/** Captured runs are counted by stack, everything else by account. */
function expectedMetrics({ account, outcome }: Run): Run['metrics'] {
  const byAccount = (...names: string[]) => [
    { dimensions: { account }, values: Object.fromEntries(names.map((name) => [name, 1])) },
  ];
  switch (outcome?.outcome) {
    case undefined:
      return byAccount('SnapshotFailed');
    case 'already-captured':
      return [];
    case 'captured':
      return [
        { dimensions: { stack: 'BalanceSnapshots' }, values: { SnapshotCaptured: 1 } },
        ...(outcome.walletErrors ? byAccount('WalletError') : []),
      ];
    case 'failed':
      return byAccount(
        'SnapshotFailed',
        METRIC_OF[outcome.reason] ?? 'none',
        ...(outcome.recorded ? [] : ['HistoryError']),
      );
  }
}

/** Error codes that a second request cannot resolve. From the exchange's documentation, not from the product. */
const PERMANENT = new Set([100412, 100004, 100419, 100404, 100414, 100441, 80020, 987654]);
/** Error codes after which one retry with a rotated key is allowed. */
const KEY_REFUSED = new Set([100001, 100413]);
const STOPS_ALL = new Set([403, 418, 429]);

function forbiddenRepeat({ endpoint, refusal, trouble }: Exchanged, next: Exchanged[]): string | undefined {
  const status = trouble && 'status' in trouble ? trouble.status : undefined;
  if (status && STOPS_ALL.has(status) && next.length > 0)
    return 'a request followed the refusal of the firewall';
  if (!refusal || endpoint === 'time') return undefined;
  const { code, msg } = refusal;
  const isPermanent =
    PERMANENT.has(code) || (/invalid param|not exist|bad request/i.test(msg) && code !== 80001);
  if (isPermanent && next.length > 0) return 'a request followed a permanent error';
  if (KEY_REFUSED.has(code) && next.filter(({ refusal }) => KEY_REFUSED.has(refusal?.code ?? 0)).length > 1) {
    return 'a refused key was used more than twice';
  }
  const [, until] = /unblocked after (\d+)/.exec(msg) ?? [];
  if (until && next.some(({ at }) => at < Number(until))) return 'a ban was not waited out';
  return undefined;
}

/** Throws an error that names the first violated invariant and each violation. */
export function checkInvariants(evidence: Evidence) {
  for (const [name, check] of Object.entries({ ...INVARIANTS, ...WALLET_INVARIANTS })) {
    const wrong = check(evidence);
    if (wrong.length > 0) throw new Error(`Invariant ${name}\n  ${wrong.join('\n  ')}`);
  }
  for (const row of evidence.rows.filter(isCaptured)) {
    const key = keyOf(row);
    if (!evidence.captured.has(key)) evidence.captured.set(key, rowText(row));
  }
}
