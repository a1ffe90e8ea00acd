/** The simulated year: accounts in the cloud and one at home, side by side, and the verdict on both. */
import { toSlot } from '../../functions/schedule/slot';
import { chanceOf } from '../support/chance';
import { type LeakSearch, searchLeaks } from '../support/leak-search';
import { ACCOUNTS } from '../support/marked-wallets';
import { type Cloud, simulateCloud } from './cloud';
import { type Home, simulateHome } from './home';
import { createTally, judge, type Tally, type Verdict } from './tally';

const HOUR = 3_600_000;
const YEAR_BEGINS = Date.parse('2026-01-01T00:00:00Z');

export type YearOptions = {
  hours: number;
  seed: number;
  onHour(place: 'cloud' | 'home'): void;
  signal: AbortSignal;
};

export type Year = {
  verdict: Verdict;
  cloud: Cloud;
  home: Home;
  /** Counts that differ in `report gaps`. */
  disagreements: string[];
  tally: Tally;
  leaks: LeakSearch;
};

export async function simulateYear({ hours, seed, onHour, signal }: YearOptions): Promise<Year> {
  const [leaks, tally] = [searchLeaks(), createTally()];
  const shared = { hours, from: YEAR_BEGINS, tally, leaks };
  const failed = new AbortController();
  const options = { ...shared, signal: AbortSignal.any([signal, failed.signal]) };
  const either = <T>(part: Promise<T>) =>
    part.catch((error) => {
      failed.abort(error);
      throw error;
    });
  const [cloud, home] = await Promise.all([
    either(simulateCloud({ ...options, chance: chanceOf(seed), onHour: () => onHour('cloud') })),
    either(simulateHome({ ...options, chance: chanceOf(seed + 1), onHour: () => onHour('home') })),
  ]);
  const slots = Array.from({ length: hours }, (_, hour) => toSlot(YEAR_BEGINS + hour * HOUR));
  const due = slots.flatMap((slot) => ACCOUNTS.map((account) => ({ account, slot })));
  const rows = new Map([...cloud.rows, ...home.rows]);
  const missing = new Map([...home.missing].map(([key, event]) => [key, `the home server: ${event}`]));
  const verdict = judge(due, rows, tally, missing);
  return { verdict, cloud, home, disagreements: disagreements(verdict, [cloud, home]), tally, leaks };
}

/** Compares the counts of `report gaps` with the verdict. */
function disagreements({ due, captured, failed }: Verdict, parts: Pick<Cloud, 'reported'>[]): string[] {
  const failures = [...failed.values()].reduce((a, b) => a + b, 0);
  const happened = { due, captured, failed: failures, missing: due - captured - failures };
  return Object.entries(happened).flatMap(([kind, count]) => {
    const reported = parts.reduce((sum, part) => sum + part.reported[kind as keyof Cloud['reported']], 0);
    return reported === count ? [] : [`the reports count ${reported} slots as ${kind}, not ${count}`];
  });
}
