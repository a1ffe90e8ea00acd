/** One hour of deliveries: on time, twice, late, killed; then Lambda's retries, and what is left after them. */
import { slotTime } from '../../functions/schedule/slot';
import type { InvocationResult } from '../../infra/local/function/sandbox';
import { CLOUD_ACCOUNTS } from '../support/marked-wallets';
import { TICK_RATES, type TickTrouble } from './chaos';
import type { Simulation } from './simulation';
import { keyOf, type Tick } from './tally';

const MINUTE = 60_000;
const ON_TIME_MS = 1500;
/** Lambda waits a minute before its first retry of an asynchronous event, and two before the second. */
const RETRIES_AFTER_MS = [MINUTE, 3 * MINUTE];
const LATE_MS = 40 * MINUTE;

/** Ticks to deliver again in the next hour, and those of this hour that are late. */
export type Deliveries = { again: Tick[]; late: Tick[] };

/** The deliveries at the time of the slot, and Lambda's retries. */
export async function deliverOnTime(
  simulation: Simulation,
  slot: string,
  deliveries: Deliveries,
  troubled: boolean,
): Promise<void> {
  const { chance, tally } = simulation;
  const hasFault = (trouble: TickTrouble) => troubled && chance.happens(TICK_RATES[trouble]);
  const again: Tick[] = [];
  const first: Promise<Tick[]>[] = [];
  setClock(simulation, slot, ON_TIME_MS);

  for (const tick of deliveries.again) first.push(deliver(simulation, tick));
  for (const account of CLOUD_ACCOUNTS) {
    const tick = { account, slot };
    if (hasFault('never delivered')) {
      tally.of(tick).undelivered = true;
      continue;
    }
    if (hasFault('delivered 40 minutes late')) {
      deliveries.late.push(tick);
      continue;
    }
    if (hasFault('delivered again an hour later')) again.push(tick);
    const skewMs = hasFault('clock of the sandbox off by up to two minutes')
      ? Math.round((chance.number() - 0.5) * 4 * MINUTE)
      : 0;
    const times = hasFault('delivered twice concurrently') ? 2 : 1;
    for (let i = 0; i < times; i++) first.push(deliver(simulation, tick, skewMs));
    if (hasFault('process killed at a random moment')) first.push(killOne(simulation));
  }
  deliveries.again = again;

  let failed = (await Promise.all(first)).flat();
  for (const afterMs of RETRIES_AFTER_MS) {
    if (failed.length === 0) break;
    setClock(simulation, slot, ON_TIME_MS + afterMs);
    failed = (await Promise.all(failed.map((tick) => deliver(simulation, tick)))).flat();
  }
  simulation.deadLetters.push(...failed.map((tick) => simulation.stack.event(tick.account, tick.slot)));
}

/** The late deliveries. */
export async function deliverLate(
  simulation: Simulation,
  slot: string,
  deliveries: Deliveries,
): Promise<void> {
  const late = deliveries.late.splice(0);
  if (late.length > 0) setClock(simulation, slot, LATE_MS);
  await Promise.all(late.map((tick) => deliver(simulation, tick)));
}

function setClock({ clock }: Simulation, slot: string, afterMs: number) {
  clock.shiftMs = slotTime(slot) + afterMs - Date.now();
}

/** Delivers a tick once and returns it where Lambda retries it. */
async function deliver(simulation: Simulation, tick: Tick, skewMs = 0): Promise<Tick[]> {
  const { stack, clock, tally, leaks, touched } = simulation;
  const { account, slot } = tick;
  const result: InvocationResult = await stack.fire(account, slot, { clockShiftMs: clock.shiftMs + skewMs });
  tally.ended(tick, result);
  touched.set(keyOf(tick), tick);
  leaks.search(result.kind === 'returned' ? result.payload : result.error);
  return result.kind === 'failed' ? [tick] : [];
}

/** Kills a random busy sandbox after a random delay. */
async function killOne(simulation: Simulation): Promise<Tick[]> {
  const { stack, chance } = simulation;
  const delayMs = chance.number() * 20;
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  const busy = stack.lambda.sandboxes.filter((sandbox) => sandbox.state() === 'busy');
  if (busy.length > 0) {
    simulation.killed++;
    await chance.oneOf(busy).kill();
  }
  return [];
}
