/** The sections on the snapshot function: its start, a snapshot, what it costs, and what prices cost. */
import { runPrice } from '../../infra/monthly-price';
import { type Asset, buildAssets, CONTENDERS, type Contender, emptyScript } from './assets';
import { formatShort, ratio, table } from './document';
import { measureSnapshots, type Run } from './snapshots';
import { measureStarts } from './start';
import { spread } from './statistics';
import { measureTickers, TICKERS } from './ticker';
import { fewerRounds, noResult, prepared, type Workplace } from './workplace';
import { measureWrites } from './write-cost';

const ROUND_TRIPS = [0, 20, 80];
/** Within a region, with the exchange some way off. */
const PRICED_ROUND_TRIP = 20;
const WARM_RUNS = 8;
const LOG_KB = 1.5;

export async function start(workplace: Workplace): Promise<string> {
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

export async function snapshot(workplace: Workplace): Promise<string> {
  const { rounds, progress } = workplace;
  const { assets, stage } = await prepared(workplace, CONTENDERS);
  const sections: string[] = [];
  const coldMs = new Map<Contender, number>();
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
    if (roundTripMs === PRICED_ROUND_TRIP) {
      for (const name of CONTENDERS) coldMs.set(name, spread(of(name, 'cold', 'ms')).median);
    }
    const columns = ['', 'cold ms', '× floor', '× plain', '× ccxt', 'CPU ms', 'peak MB'];
    const warm = ['warm ms', '× floor', 'CPU ms'];
    sections.push(`### Round trips of ${roundTripMs} ms\n\n${table([...columns, ...warm], rows)}`);
    if (roundTripMs === Math.max(...ROUND_TRIPS)) sections.push(waits(runs));
  }
  const cost = costTable(assets, await measureWrites(assets, stage), coldMs);
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

/** What a million cold runs cost by AWS's list prices: of an hourly schedule, nearly each run is cold. */
function costTable(
  assets: readonly Asset[],
  writes: Awaited<ReturnType<typeof measureWrites>>,
  coldMs: ReadonlyMap<Contender, number>,
): string {
  const rows = assets.map(({ name, spec }) => {
    const { bytes, writeUnits } = writes.get(name) ?? noResult();
    const seconds = (coldMs.get(name) ?? Number.NaN) / 1000;
    const use = { seconds, secretReads: 1, writeUnits, readUnits: 0, logKb: LOG_KB };
    const price = 1e6 * runPrice(spec.memorySize / 1024, use);
    return [contenderName(name), String(bytes), String(writeUnits), price.toFixed(2)];
  });
  const columns = ['', 'bytes of the row', 'write units', '$ for a million'];
  return `### Cost\n\nA million cold runs with round trips of ${PRICED_ROUND_TRIP} ms and the same memory, at list prices of us-east-1: schedule, function, secret, row and ${LOG_KB} KB of log.\n\n${table(columns, rows)}`;
}

export async function prices(workplace: Workplace): Promise<string> {
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

const entriesOf = (assets: readonly Asset[]) =>
  Object.fromEntries(assets.map(({ name, entry }) => [name, entry]));

const contenderName = (name: string) => (name === 'ours' ? '**ours**' : name);

const bytes = (count: number | undefined) => (count === undefined ? '' : `${Math.round(count / 1000)} KB`);
