/** Whatever is unknown, no total of any command in any format has it counted as zero: an independent sum knows better. */
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import type { CapturedBalanceRow } from '../../../functions/history/projection';
import { changesBetween, changesReport } from '../../../functions/report/changes';
import { FORMATS } from '../../../functions/report/formats';
import { historyItems, historyReport } from '../../../functions/report/history';
import type { SlotResult } from '../../../functions/report/holdings';
import type { Report } from '../../../functions/report/report';
import { worthLines, worthReport } from '../../../functions/report/worth-lines';
import type { WorthBy } from '../../../functions/report/worth-parts';
import { worthSum } from '../../../functions/report/worth-sum';
import fc from '../../support/fast-check';
import { captured, failed, hours } from '../../support/slots';
import { inBatches } from './write-report';

const ASSETS = ['ABC', 'BTC', 'ETH'] as const;
const WALLETS = ['fund', 'spot'] as const;
const SLOTS = hours('2026-01-01T00:00:00Z', 4);
const PRICE = 10;

type Held = Partial<Record<(typeof ASSETS)[number], number>>;
/** A wallet that was not read is null; the row has prices of some assets. */
type Slot = 'failed' | 'missing' | { spot: Held; fund: Held | null; priced: readonly string[] };

const held: fc.Arbitrary<Held> = fc.dictionary(fc.constantFrom(...ASSETS), fc.nat(3), {
  noNullPrototype: true,
});
const slot: fc.Arbitrary<Slot> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ spot: held, fund: fc.option(held), priced: fc.subarray([...ASSETS]) }),
  },
  { weight: 1, arbitrary: fc.constantFrom('failed' as const, 'missing' as const) },
);
const past = fc.array(slot, { minLength: SLOTS.length, maxLength: SLOTS.length });

function resultOf(what: Slot, slot: string): SlotResult {
  if (what === 'missing') return { slot, status: 'missing' };
  if (what === 'failed') return failed({ slot, reason: 'banned' });
  const amounts = (held: Held) =>
    Object.fromEntries(Object.entries(held).map(([name, n]) => [name, { free: String(n), locked: '0' }]));
  const { spot, fund, priced } = what;
  return {
    ...captured({ slot, held: {} }),
    balances: { spot: amounts(spot), ...(fund && { fund: amounts(fund) }) },
    prices: Object.fromEntries(priced.map((name) => [name, String(PRICE)])),
    ...(fund === null && { walletErrors: { fund: { reason: 'timed-out', message: '' } } }),
  };
}
const resultsOf = (past: Slot[]) => past.map((what, i) => resultOf(what, SLOTS[i] ?? ''));

/** What is known of a sum, null where nothing is, and whether that is all. */
type Known = { value: number | null; complete: boolean };

const sumOf = (parts: (number | null)[]): Known => {
  const known = parts.filter((part) => part !== null);
  return {
    value: known.length === 0 ? null : known.reduce((sum, part) => sum + part, 0),
    complete: known.length === parts.length,
  };
};

type Line = Record<string, unknown>;
type Command = {
  report(pasts: Slot[][]): Report<never>;
  /** What a line has to say, by the independent sum. */
  known(line: Line, pasts: Slot[][]): Known;
  /** The column that says it. */
  column: string;
};

const ACCOUNTS = ['a', 'b'];
const series = { every: 'slot', timezone: 'UTC' } as const;

async function* itemsOf(pasts: Slot[][]) {
  for (const [i, past] of pasts.entries())
    yield* historyItems(ACCOUNTS[i] ?? '', inBatches(resultsOf(past), 2), series);
}

const toReport = (kind: object, items: AsyncIterable<unknown[]>) =>
  ({ ...kind, isSingleObject: false, items }) as unknown as Report<never>;

const slotOf = (line: Line, pasts: Slot[][]): Slot =>
  pasts[ACCOUNTS.indexOf(String(line.account))]?.[SLOTS.indexOf(timeOf(line.slot))] ?? 'missing';
const timeOf = (value: unknown) =>
  value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : String(value);

/**
 * The worth of each holding of a line's wallet and asset, which are null for all: null for an asset without a price, and for
 * a wallet that was not read. An empty wallet is worth 0.
 */
function worthsOf(what: Slot, line: Line): (number | null)[] {
  if (typeof what === 'string') return [null];
  return WALLETS.filter((wallet) => line.wallet === null || line.wallet === wallet).flatMap((wallet) => {
    const held = what[wallet];
    if (held === null) return [null];
    const parts = Object.entries(held).filter(([asset]) => (line.asset ?? asset) === asset);
    if (parts.length === 0 && (line.asset ?? null) === null) return [0];
    return parts.map(([asset, n]) => (n === 0 || what.priced.includes(asset) ? n * PRICE : null));
  });
}

const worthBy = (by: WorthBy): Command => ({
  column: 'worth',
  report: (pasts) =>
    toReport(
      worthReport({ by, every: 'slot' }),
      (async function* () {
        for await (const items of itemsOf(pasts)) yield items.flatMap((item) => worthLines(by, item));
      })(),
    ),
  known: (line, pasts) => sumOf(worthsOf(slotOf(line, pasts), line)),
});

const summedBy = (by: WorthBy): Command => ({
  column: 'worth',
  report(pasts) {
    const sum = worthSum({ by, ...series });
    for (const [i, past] of pasts.entries())
      for (const result of resultsOf(past)) sum.add(ACCOUNTS[i] ?? '', result);
    return toReport(worthReport({ by, every: 'slot' }), sum.lines(ACCOUNTS));
  },
  known(line, pasts) {
    // By asset, a wallet has a line where it was not read, about that alone.
    if (by === 'asset' && line.wallet !== null) return sumOf([null]);
    const at = SLOTS.indexOf(timeOf(line.slot));
    return sumOf(pasts.flatMap((past) => worthsOf(past[at] ?? 'missing', line)));
  },
});

const amountAt = (what: Slot, { wallet, asset }: Line): Known => {
  if (typeof what === 'string') return sumOf([null]);
  const held = wallet === 'fund' ? what.fund : what.spot;
  return sumOf([held && (held[asset as keyof Held] ?? 0)]);
};

const COMMANDS: Record<string, Command> = {
  history: {
    column: 'total',
    report: (pasts) => toReport(historyReport('slot'), itemsOf(pasts)),
    known: (line, pasts) => amountAt(slotOf(line, pasts), line),
  },
  changes: {
    column: 'change',
    report: (pasts) =>
      toReport(
        changesReport,
        inBatches(
          pasts.map((past, i) => {
            const [start, end] = [0, 3].map((n) => resultOf(past[n] ?? 'missing', SLOTS[n] ?? ''));
            const row = (result?: SlotResult) =>
              result?.status === 'captured' ? (result as CapturedBalanceRow) : undefined;
            return changesBetween(ACCOUNTS[i] ?? '', { start: row(start), end: row(end) });
          }),
        ),
      ),
    known(line, pasts) {
      const past = pasts[ACCOUNTS.indexOf(String(line.account))] ?? [];
      const [start, end] = [amountAt(past[0] ?? 'missing', line), amountAt(past[3] ?? 'missing', line)];
      return sumOf([start.value === null || end.value === null ? null : end.value - start.value]);
    },
  },
  'worth by account': worthBy('account'),
  'worth by wallet': worthBy('wallet'),
  'worth by asset': worthBy('asset'),
  'worth of all accounts': summedBy('account'),
  'worth of all accounts by asset': summedBy('asset'),
};

const parquet = async (bytes: Buffer) => parquetReadObjects({ file: new Uint8Array(bytes).buffer });
const READERS: Record<string, (bytes: Buffer) => Promise<Line[]>> = {
  json: async (bytes) => JSON.parse(bytes.toString()),
  ndjson: async (bytes) => JSON.parse(`[${bytes.toString().trimEnd().replaceAll('\n', ',')}]`),
  csv: async (bytes) => parse(bytes, { columns: true, cast: (value) => (value === '' ? null : value) }),
  parquet,
  decimals: parquet,
};

async function read(format: string, report: Report<never>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const options = { width: 1000, decimals: format === 'decimals' };
  const writer = format === 'decimals' ? FORMATS.parquet : FORMATS[format as keyof typeof FORMATS];
  await writer(report, async (chunk) => void chunks.push(Buffer.from(chunk)), options);
  return Buffer.concat(chunks);
}

/** The reader's decimals are floating-point numbers. */
const number = (value: unknown) =>
  value === null || value === undefined ? null : Math.round(Number(value) * 1e6) / 1e6;

describe.each(Object.entries(COMMANDS))(
  'no unknown is counted as zero in %s',
  (_, { report, known, column }) => {
    it.each(Object.entries(READERS))('as %s', (format, reader) =>
      fc.assert(
        fc.asyncProperty(fc.tuple(past, past), async (pasts) => {
          const lines = await reader(await read(format, report(pasts)));

          for (const line of lines) {
            // A line about an entire slot has nothing to say of an asset.
            if (column !== 'worth' && line.asset === null) continue;
            const { value, complete } = known(line, pasts);
            expect(number(line[column])).toBe(value);
            if (column === 'worth') expect(String(line.complete)).toBe(String(complete));
          }
        }),
        { numRuns: 6 },
      ),
    );

    if (column !== 'worth') return;
    it('as a table, where an incomplete worth is no plain number', () =>
      fc.assert(
        fc.asyncProperty(fc.tuple(past, past), async (pasts) => {
          const lines = JSON.parse((await read('json', report(pasts))).toString()) as Line[];
          const [, ...drawn] = (await read('table', report(pasts))).toString().trimEnd().split('\n');

          expect(drawn).toHaveLength(lines.length);
          for (const [i, line] of lines.entries()) {
            const { value, complete } = known(line, pasts);
            const shown = value === null ? / unknown/ : complete ? / {2}\d+\.\d\d/ : /(at least|about) \d/;
            expect(drawn[i]).toMatch(shown);
          }
        }),
        { numRuns: 6 },
      ));
  },
);
