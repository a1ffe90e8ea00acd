/** The eight invariants of the history, each as a check over everything that came out of the world. */
import { gunzipSync } from 'node:zlib';
import { NOT_STORED } from '../../functions/history/log-fallback';
import type { CapturedRow, Row } from '../../functions/history/row';
import { isExactly, whatIsHeld } from '../support/oracle';
import type { Exchanged } from './exchange';
import type { Run } from './run';
import { MAX_LATENESS_SECONDS, type World } from './world';

/** The evidence after a command: the table's rows, the runs of this command, and the captured rows of before. */
export type Evidence = {
  world: World;
  rows: Row[];
  /** The runs that this command made. */
  runs: Run[];
  /** Each captured row as it was when it was first seen, by `keyOf`. */
  captured: Map<string, string>;
};

/** What is wrong, in words; nothing where the invariant holds. */
type Check = (evidence: Evidence) => string[];

export const keyOf = ({ account, slot }: { account: string; slot: string }) => `${account} ${slot}`;

/** A row as text that is equal where every byte is. */
export const imprint = (row: Row) =>
  JSON.stringify(row, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
  );

const isCaptured = (row: Row): row is CapturedRow => row.status === 'captured';

const INVARIANTS: Record<string, Check> = {
  '1. at most one captured row per account and slot; once captured, never changed': ({ rows, captured }) => {
    const now = new Map(rows.filter(isCaptured).map((row) => [keyOf(row), imprint(row)]));
    return [...captured].flatMap(([key, before]) => {
      const after = now.get(key);
      if (after === undefined) return [`the captured row ${key} is gone`];
      return after === before ? [] : [`the captured row ${key} was changed: ${before} became ${after}`];
    });
  },

  '2. a captured row says exactly what the exchange said': ({ world, rows, captured }) =>
    rows
      .filter(isCaptured)
      .filter((row) => !captured.has(keyOf(row)))
      .flatMap((row) => {
        const body = gunzipSync(row.raw.spot ?? '');
        const told = world.runs
          .filter((run) => run.account === row.account && run.slot === row.slot)
          .flatMap((run) => run.exchanged)
          .filter(({ told }) => told?.account === row.account && told.body.equals(body));
        if (told.length === 0) return [`${keyOf(row)} holds an answer that was never given: ${body}`];
        const wrong: string[] = [];
        if (!isExactly(row.balances.spot, whatIsHeld(body))) {
          wrong.push(`${keyOf(row)} holds ${JSON.stringify(row.balances)} where ${body} was said`);
        }
        if (!told.some((answer) => isWithin(answer, Date.parse(row.capturedAt)))) {
          wrong.push(`${keyOf(row)} says it was captured at ${row.capturedAt}; nothing was said then`);
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
      .map((run) => `${keyOf(run)} has no row, and its run did not say so: ${JSON.stringify(run.outcome)}`);
    return [...unexplained, ...silent];
  },

  '4. no key, secret or signature in anything that leaves the run': ({ world, rows, runs }) => {
    const shown = [
      ...runs.flatMap((run) => [
        ...run.lines,
        JSON.stringify(run.metrics),
        JSON.stringify(run.outcome ?? {}),
        ...(run.error ? [run.error.message, run.error.stack ?? '', String(run.error.cause ?? '')] : []),
      ]),
      ...rows.flatMap((row) => [
        imprint(row),
        ...Object.values(row.raw ?? {}).map((raw) => gunzipSync(raw).toString('latin1')),
      ]),
    ];
    return [...world.canaries].flatMap((canary) =>
      shown.filter((text) => text.includes(canary)).map((text) => `${canary} shows in ${text}`),
    );
  },

  '5. each failed run raises its own metric, once': ({ runs }) =>
    runs
      .filter((run) => run.end !== 'crashed')
      .flatMap((run) => {
        const wanted = metricsWanted(run);
        const lines =
          Object.keys(wanted).length === 0 ? [] : [{ dimensions: dimensionsOf(run), values: wanted }];
        const isRight = sorted(run.metrics) === sorted(lines);
        return isRight
          ? []
          : [
              `${JSON.stringify(run.outcome)} sent ${JSON.stringify(run.metrics)}, not ${JSON.stringify(lines)}`,
            ];
      }),

  '6. a permanent error is asked once per run; a ban is waited out or left alone': ({ runs }) =>
    runs.flatMap((run) => {
      const asked = run.exchanged.filter(({ asked }) => asked === 'balance');
      const wrong = asked.length > 5 ? [`${asked.length} requests in one run`] : [];
      run.exchanged.forEach((exchanged, i) => {
        const next = run.exchanged.slice(i + 1).filter((later) => later.asked === 'balance');
        const fault = hammers(exchanged, next);
        if (fault)
          wrong.push(`${keyOf(run)}: ${JSON.stringify(exchanged.refusal ?? exchanged.trouble)}: ${fault}`);
      });
      return wrong;
    }),

  '7. a late run never passes for an on-time one': ({ runs }) =>
    runs
      .filter(({ latenessMs, end }) => latenessMs > LATE_FOR_CERTAIN_MS && end !== 'crashed')
      .flatMap((run) => {
        if (run.outcome?.outcome === 'captured') return [`${keyOf(run)} was captured too late`];
        // Whoever knows their clock only from before, and had ours jump since, learns it from the refusal of a balance.
        const [first] = run.exchanged;
        if (first?.asked !== 'time' || first.trouble) return [];
        if (run.exchanged.some(({ asked }) => asked === 'balance'))
          return [`${keyOf(run)} asked for a balance ${run.latenessMs} ms after its slot`];
        return run.outcome?.outcome === 'failed' && run.outcome.reason !== 'too-late'
          ? [`${keyOf(run)} was too late and says ${run.outcome.reason}`]
          : [];
      }),

  '8. a write of unknown outcome is settled by the table, not guessed': ({ rows, runs }) => {
    const table = new Map(rows.map((row) => [keyOf(row), row]));
    return runs.flatMap((run) => {
      const row = table.get(keyOf(run));
      const says = (what: string) => [`${keyOf(run)} says ${JSON.stringify(run.outcome)}; ${what}`];
      switch (run.outcome?.outcome) {
        case 'captured':
          if (row?.status !== 'captured') return says('the table does not hold it');
          return toldBy(run).some(({ told }) => told?.body.equals(gunzipSync(row.raw.spot ?? '')))
            ? []
            : says('the table holds the answer of another run');
        case 'already-captured':
          if (row?.status !== 'captured') return says('the table holds no capture');
          return toldBy(run).some(
            ({ told }) => told?.body.equals(gunzipSync(row.raw.spot ?? '')) && isOwn(run, row),
          )
            ? says('the capture is its own, and nobody was told of it')
            : [];
        case 'failed':
          return !run.outcome.recorded || row ? [] : says('the table holds no failure');
        default:
          return [];
      }
    });
  },
};

/** Their clock is known to half a round trip of 4 s; a jump of ours within their recvWindow of 5 s goes unnoticed. */
const CLOCK_TOLERANCE_MS = 7_000;
const LATE_FOR_CERTAIN_MS = MAX_LATENESS_SECONDS * 1000 + CLOCK_TOLERANCE_MS;

/** Whether `moment` lies between an answer's giving and its coming, as well as their clock can be known. */
const isWithin = ({ at, arrivedAt = at }: Exchanged, moment: number) =>
  at - CLOCK_TOLERANCE_MS <= moment && moment <= arrivedAt + CLOCK_TOLERANCE_MS;

/** Answers may be alike: the moment in which it was given tells whose it is. */
const isOwn = (run: Run, row: CapturedRow) =>
  run.lines.some((line) => line.includes(NOT_STORED) && line.includes(row.capturedAt));
const toldBy = (run: Run) => run.exchanged.filter(({ told }) => told !== undefined);
const valuesOf = (run: Run) => Object.assign({}, ...run.metrics.map(({ values }) => values)) as object;
const sorted = (lines: Run['metrics']) =>
  JSON.stringify(
    lines.map(({ dimensions, values }) => [
      dimensions,
      Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );

const dimensionsOf = ({ account, outcome }: Run): Record<string, string> =>
  outcome?.outcome === 'captured' ? { stack: 'BalanceSnapshots' } : { account };

/** The alarms' names for each reason, as the runbook and the stack have them. */
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

function metricsWanted({ outcome }: Run): Record<string, number> {
  if (!outcome || outcome.outcome === 'already-captured') return {};
  if (outcome.outcome === 'captured') return { SnapshotCaptured: 1 };
  return {
    SnapshotFailed: 1,
    [METRIC_OF[outcome.reason] ?? 'none']: 1,
    ...(outcome.recorded ? {} : { HistoryError: 1 }),
  };
}

/** Refusals that no second request mends. Taken from the exchange's documents, not from the product. */
const PERMANENT = new Set([100412, 100004, 100419, 100404, 100414, 100441, 80020, 987654]);
/** Those that a key which was rotated meanwhile may mend, once. */
const KEY_REFUSED = new Set([100001, 100413]);
const STOPS_ALL = new Set([403, 418, 429]);

function hammers({ asked, refusal, trouble }: Exchanged, next: Exchanged[]): string | undefined {
  const status = trouble && 'status' in trouble ? trouble.status : undefined;
  if (status && STOPS_ALL.has(status) && next.length > 0) return 'the firewall was asked again';
  if (!refusal || asked === 'time') return undefined;
  const { code, msg } = refusal;
  const isPermanent =
    PERMANENT.has(code) || (/invalid param|not exist|bad request/i.test(msg) && code !== 80001);
  if (isPermanent && next.length > 0) return 'a permanent error was asked again';
  if (KEY_REFUSED.has(code) && next.filter(({ refusal }) => KEY_REFUSED.has(refusal?.code ?? 0)).length > 1) {
    return 'a refused key was asked with more than twice';
  }
  const [, until] = /unblocked after (\d+)/.exec(msg) ?? [];
  if (until && next.some(({ at }) => at < Number(until))) return 'a ban was not waited out';
  return undefined;
}

/** Throws what is wrong, under the invariant's own name. */
export function checkInvariants(evidence: Evidence) {
  for (const [name, check] of Object.entries(INVARIANTS)) {
    const wrong = check(evidence);
    if (wrong.length > 0) throw new Error(`Invariant ${name}\n  ${wrong.join('\n  ')}`);
  }
  for (const row of evidence.rows.filter(isCaptured)) {
    const key = keyOf(row);
    if (!evidence.captured.has(key)) evidence.captured.set(key, imprint(row));
  }
}
