/** The subjects of the benchmark, and how their results are presented. */
import { cpus } from 'node:os';
import { type Asset, buildAssets, CONTENDERS, type Contender, emptyScript } from './assets';
import { formatShort, ratio, table } from './document';
import { measureTick } from './growth';
import { measureReports, READERS, type Reader } from './reports';
import { measureSnapshots, type Run } from './snapshots';
import { type Stage, startStage } from './stage';
import { measureStarts } from './start';
import { spread } from './statistics';
import { measureTickers, TICKERS } from './ticker';
import { writeCost } from './write-cost';

export type Workplace = {
  folder: string;
  /** The deployed runtime. */
  nodePath: string;
  rounds: number;
  progress(text: string): void;
};

const ROUND_TRIPS = [0, 20, 80];
const WARM_RUNS = 8;
/** Number of hourly slots, and the round trip: within a region, and from an office. */
const YEARS: [title: string, rows: number, roundTripMs: number, readers: readonly Reader[]][] = [
  ['a year', 8_760, 20, READERS],
  ['a year', 8_760, 80, READERS],
  ['ten years', 87_600, 20, ['loop', 'history', 'worth', 'movements', 'html']],
];
const HISTORIES = [1_000, 10_000, 100_000];
const TICKS = [1, 100, 10_000];

export const SUBJECTS = { start, snapshot, prices, reports, growth };
export type Subject = keyof typeof SUBJECTS;

async function start(workplace: Workplace): Promise<string> {
  const { folder, nodePath, rounds, progress } = workplace;
  const { assets } = await buildAssets(folder, CONTENDERS);
  const entries = { empty: emptyScript(folder), ...entriesOf(assets) };
  let done = 0;
  const runs = await measureStarts(entries, {
    nodePath,
    spec: assets[0]?.spec ?? noResult(),
    rounds: rounds * 2,
    onRun: () => progress(`start ${++done}`),
  });
  const ms = (name: string) => runs[name]?.map((run) => run.ms) ?? [];
  const cpu = (name: string) => runs[name]?.map((run) => run.cpuMs) ?? [];
  const rows = Object.keys(entries).map((name) => [
    contenderName(name),
    bytes(assets.find((asset) => asset.name === name)?.bytes),
    spread(ms(name)),
    ...(['floor', 'plain', 'ccxt'] as const).map((other) => ratio(ms(name), ms(other))),
    spread(cpu(name)),
    ratio(cpu(name), cpu('floor')),
  ]);
  const columns = ['', 'asset', 'ms', '× floor', '× plain', '× ccxt', 'CPU ms', '× floor'];
  return `## Start of the process\n\nNode starts, loads the asset and exits; an empty script for comparison. Preconnecting is not included. ${rounds * 2} rounds.\n\n${table(columns, rows)}`;
}

async function snapshot(workplace: Workplace): Promise<string> {
  const { rounds, progress } = workplace;
  const { assets, stage } = await prepared(workplace, CONTENDERS);
  const sections: string[] = [];
  for (const roundTripMs of ROUND_TRIPS) {
    let done = 0;
    const onRun = () => progress(`snapshot, ${roundTripMs} ms round trips: ${++done}`);
    const runs = await measureSnapshots(assets, stage, { roundTripMs, rounds, warmRuns: WARM_RUNS, onRun });
    const of = (name: Contender, kind: 'cold' | 'warm', what: 'ms' | 'cpuMs' | 'peakMb') =>
      runs[name].flatMap((run) => [run[kind]].flat()).map((run: Run) => run[what] ?? Number.NaN);
    const rows = CONTENDERS.map((name) => [
      contenderName(name),
      spread(of(name, 'cold', 'ms')),
      ...(['floor', 'plain', 'ccxt'] as const).map((other) =>
        ratio(of(name, 'cold', 'ms'), of(other, 'cold', 'ms')),
      ),
      spread(of(name, 'cold', 'cpuMs')),
      formatShort(spread(of(name, 'cold', 'peakMb')).median),
      spread(of(name, 'warm', 'ms')),
      ratio(of(name, 'warm', 'ms'), of('floor', 'warm', 'ms')),
      spread(of(name, 'warm', 'cpuMs')),
    ]);
    const columns = ['', 'cold ms', '× floor', '× plain', '× ccxt', 'CPU ms', 'peak MB'];
    const warm = ['warm ms', '× floor', 'CPU ms'];
    sections.push(`### Round trips of ${roundTripMs} ms\n\n${table([...columns, ...warm], rows)}`);
    if (roundTripMs === Math.max(...ROUND_TRIPS)) sections.push(waits(runs));
  }
  const cost = await writeCost(assets, stage);
  await stage.stop();
  return `## One snapshot\n\nUnder AWS's own runtime client, over TLS; five wallets with 62 assets, totals, prices, one row: cold from the start of the\nprocess to the answer, then warm. ccxt loads its markets in a cold run, as fetchBalance requires. ${rounds} rounds of one cold run and ${WARM_RUNS} warm ones.\n\n${sections.join('\n\n')}\n\n${cost}`;
}

/** Waits in series; measured with the longest round trips, where they are clearest. */
function waits(runs: Awaited<ReturnType<typeof measureSnapshots>>): string {
  const chain = (run: Run | undefined) => run && `${run.waits.length}: ${run.waits.join(', ')}`;
  const rows = CONTENDERS.map((name) => {
    const { cold, warm } = runs[name][0] ?? noResult();
    const requests = `${cold.requests.length}, ${warm[0]?.requests.length}`;
    return [contenderName(name), chain(cold) ?? '', chain(warm[0]) ?? '', requests, String(cold.connections)];
  });
  const columns = ['', 'waits in series, cold', 'warm', 'requests cold, warm', 'connections'];
  return `### Waits in series, as recorded by the network\n\n${table(columns, rows)}`;
}

async function prices(workplace: Workplace): Promise<string> {
  const { rounds, progress } = workplace;
  const { assets, stage } = await prepared(workplace, ['ours']);
  const { spec } = assets[0] ?? noResult();
  let done = 0;
  const onRun = () => progress(`prices ${++done}`);
  const { cpuMs, tickerBytes } = await measureTickers(spec, stage, fewerRounds(rounds), onRun);
  await stage.stop();
  const rows = TICKERS.map((ticker) => [ticker, spread(cpuMs[ticker]), ratio(cpuMs[ticker], cpuMs.refused)]);
  const columns = ['ticker', 'CPU ms per warm run', '× refused'];
  return `## Prices\n\nA warm run with the ticker of all pairs (${Math.round(tickerBytes / 1000)} KB), and one whose ticker is refused. ${fewerRounds(rounds)} rounds of 500 runs.\n\n${table(columns, rows)}`;
}

async function reports(workplace: Workplace): Promise<string> {
  const sections: string[] = [];
  for (const [title, rows, roundTripMs, readers] of YEARS) {
    const runs = await readAll(workplace, rows, roundTripMs, readers);
    const ms = (reader: Reader) => runs[reader].map((run) => run.ms);
    const lines = readers.map((reader) => [
      reader === 'floor' || reader === 'loop' ? reader : `**${reader}**`,
      spread(ms(reader)),
      ratio(ms(reader), ms('loop')),
      readers.includes('floor') ? ratio(ms(reader), ms('floor')) : '–',
      spread(runs[reader].map((run) => run.cpuMs)),
      formatShort(spread(runs[reader].map((run) => run.peakMb)).median),
    ]);
    const columns = [`${title}, ${roundTripMs} ms`, 'ms', '× loop', '× floor', 'CPU ms', 'peak MB'];
    sections.push(table(columns, lines));
  }
  return `## Reports\n\nWhole processes over hourly slots of five wallets with 62 assets, from a table that answers after one round trip. worth: a line a\nday. loop: page after page through the DocumentClient into a CSV file with amounts and worth. floor: the bytes of all slots fetched\neight pages at a time, without parsing. ${fewerRounds(workplace.rounds)} rounds.\n\n${sections.join('\n\n')}`;
}

async function growth(workplace: Workplace): Promise<string> {
  const { progress } = workplace;
  const { assets, stage } = await prepared(workplace, ['ours']);
  const { spec } = assets[0] ?? noResult();
  const ticks = [];
  for (const accounts of TICKS) {
    progress(`growth: ${accounts} accounts`);
    // More sandboxes than processors would compete for CPU.
    ticks.push(await measureTick(spec, stage, { accounts, concurrency: cpus().length }));
  }
  await stage.stop();
  const first = ticks[0]?.cpuMs ?? 1;
  const accounts = table(
    [
      'accounts in one tick',
      'sandboxes',
      'CPU ms per snapshot',
      '× one',
      'requests to the exchange, to the table',
    ],
    ticks.map((tick) => [
      String(tick.accounts),
      String(tick.sandboxes),
      formatShort(tick.cpuMs),
      (tick.cpuMs / first).toFixed(2),
      `${tick.requests.exchange.toFixed(2)}, ${tick.requests.dynamodb.toFixed(2)}`,
    ]),
  );
  const readers = ['history', 'gaps', 'html'] as const;
  const spent: Record<string, number[]> = Object.fromEntries(readers.map((reader) => [reader, []]));
  for (const rows of HISTORIES) {
    const runs = await readAll({ ...workplace, rounds: 9 }, rows, 0, readers, 5);
    for (const reader of readers) spent[reader]?.push(spread(runs[reader].map((run) => run.cpuMs)).median);
  }
  const further = (cpuMs: readonly number[], i: number) => {
    const [rows, fewer] = [HISTORIES[i] ?? 0, HISTORIES[i - 1] ?? 0];
    return formatShort((1000 * ((cpuMs[i] ?? 0) - (cpuMs[i - 1] ?? 0))) / (rows - fewer));
  };
  const sizes = HISTORIES.map((rows) => `${rows.toLocaleString('en')} rows`);
  const history = table(
    ['CPU ms', ...sizes, `µs per further row, up to ${sizes[1]}`, `up to ${sizes[2]}`],
    readers.map((reader) => {
      const cpuMs = spent[reader] ?? [];
      return [reader, ...cpuMs.map(formatShort), further(cpuMs, 1), further(cpuMs, 2)];
    }),
  );
  return `## Growth\n\nWarm sandboxes side by side, round trips of 0 ms.\n\n${accounts}\n\nReports over longer histories of 5 assets, as whole processes.\n\n${history}`;
}

/** Fewer rounds: reading years takes long. */
const fewerRounds = (rounds: number) => Math.max(3, Math.round(rounds / 3));

async function readAll(
  { folder, rounds, progress }: Workplace,
  rows: number,
  roundTripMs: number,
  readers: readonly Reader[],
  assets = 50,
) {
  let done = 0;
  const onRun = () => progress(`reports, ${rows} rows, ${roundTripMs} ms round trips: ${++done}`);
  return measureReports(
    { rows, assets, roundTripMs },
    { folder, readers, rounds: fewerRounds(rounds), onRun },
  );
}

async function prepared({ folder, nodePath, progress }: Workplace, contenders: readonly Contender[]) {
  progress('building the assets');
  const { deployment, assets } = await buildAssets(folder, contenders);
  const stage: Stage = await startStage(deployment, { folder, nodePath });
  return { assets, stage };
}

const entriesOf = (assets: readonly Asset[]) =>
  Object.fromEntries(assets.map(({ name, entry }) => [name, entry]));

const contenderName = (name: string) => (name === 'ours' ? '**ours**' : name);

const bytes = (count: number | undefined) => (count === undefined ? '' : `${Math.round(count / 1000)} KB`);

function noResult(): never {
  throw new Error('nothing was measured');
}
