/** The sections on many accounts: the monitor's run, and snapshots of many accounts in one tick. */
import { cpus } from 'node:os';
import { buildAssets } from './assets';
import { type Cell, formatShort, table } from './document';
import { measureTick } from './growth';
import { measureMonitor } from './monitor';
import { spread } from './statistics';
import { noResult, prepared, type Workplace } from './workplace';

const TICKS = [1, 100, 10_000];

/** Accounts of a monitor's run; a stack ends at about 400. */
const MONITORED = [1, 400, 10_000];

export async function monitor({ folder, nodePath, rounds, progress }: Workplace): Promise<string> {
  const { deployment } = await buildAssets(folder, []);
  const rows: Cell[][] = [];
  for (const accounts of MONITORED) {
    progress(`monitor: ${accounts} accounts`);
    const { cold, warm, peakMb, requests, keys } = await measureMonitor(deployment, {
      accounts,
      rounds,
      nodePath,
    });
    const cpuMs = warm.map((run) => run.cpuMs);
    rows.push([
      accounts.toLocaleString('en'),
      formatShort(cold.ms),
      spread(warm.map(({ ms }) => ms)),
      spread(cpuMs),
      formatShort((1000 * spread(cpuMs).median) / accounts),
      formatShort(peakMb),
      `${requests}, ${keys}`,
    ]);
  }
  const columns = [
    'accounts',
    'cold ms',
    'warm ms',
    'CPU ms',
    'CPU µs an account',
    'peak MB',
    'requests, keys read',
  ];
  return `## The monitor\n\nOne run that judges a slot of every account, all captured, beside an emulated table in one process. ${rounds} warm runs.\n\n${table(columns, rows)}`;
}

export async function growth(workplace: Workplace): Promise<string> {
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
  return `## Growth\n\nWarm sandboxes side by side, round trips of 0 ms.\n\n${accounts}`;
}
