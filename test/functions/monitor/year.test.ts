/** A simulated year of five accounts: invariant 11, each change is reported once and nothing else is. */
import { canBeEarly, type DueSlot, earlyRun, judgingRun } from '../../../functions/monitor/due-slots';
import type { MonitoredAccount } from '../../../functions/monitor/event';
import { type Change, judge } from '../../../functions/monitor/judge';
import { isFinalFailure, problemOf, type SlotState } from '../../../functions/monitor/state';
import { dueSlots, parseSchedule } from '../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { CAPTURED, failedState, memoryRows } from './memory-rows';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PERIOD = 5 * MINUTE;
const START = '2026-01-01T00:00:00Z';
const END = '2027-01-01T00:00:00Z';

const ACCOUNTS: MonitoredAccount[] = [
  { id: 'hourly', schedule: 'cron(0 * * * ? *)', timezone: 'UTC', maxLatenessSeconds: 1800 },
  { id: 'quarter', schedule: 'cron(0/15 * * * ? *)', timezone: 'UTC', maxLatenessSeconds: 450 },
  { id: 'daily', schedule: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin', maxLatenessSeconds: 1800 },
  { id: 'monthly', schedule: 'cron(0 0 1 * ? *)', timezone: 'UTC', maxLatenessSeconds: 1800 },
  { id: 'rate', schedule: 'rate(6 hours)', timezone: 'UTC', maxLatenessSeconds: 1800 },
];

/** A generator of numbers from 0 to 1, the same in each run (mulberry32). */
function random(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Rows = ReturnType<typeof memoryRows>;

/** What can happen to the slots of an outage, and when their rows are there. */
const OUTAGES: ((rows: Rows, account: MonitoredAccount, slot: string) => void)[] = [
  // A deleted schedule, or a function that is throttled.
  () => {},
  (rows, { id }, slot) =>
    rows.write(id, slot, failedState(slot, 'ip-not-whitelisted'), slotTime(slot) + 2000),
  (rows, { id }, slot) =>
    rows.write(id, slot, failedState(slot, 'exchange-unavailable'), slotTime(slot) + 40_000),
  // A run that is too late, after the slot was judged.
  (rows, { id, maxLatenessSeconds }, slot) => {
    const at = slotTime(slot) + maxLatenessSeconds * 1000 + 20 * MINUTE;
    rows.write(id, slot, failedState(slot, 'too-late', new Date(at).toISOString()), at);
  },
  // A permanent failure of a retry, after the run that reports those early.
  (rows, { id }, slot) => {
    const at = slotTime(slot) + 11 * MINUTE;
    rows.write(id, slot, failedState(slot, 'banned', new Date(at).toISOString()), at);
  },
  // A snapshot that is restored from the log hours later.
  (rows, { id }, slot) => {
    rows.write(id, slot, failedState(slot, 'history-unavailable'), slotTime(slot) + 40_000);
    rows.write(id, slot, CAPTURED, slotTime(slot) + 30 * HOUR);
  },
];

/** Minutes between the slots of the schedules that have no calendar: counting them is much faster than evaluating a cron. */
const INTERVALS: Record<string, number> = { hourly: 60, quarter: 15, rate: 360 };

function slotsOfYear({ id, schedule, timezone }: MonitoredAccount): string[] {
  const interval = INTERVALS[id];
  if (interval === undefined) return [...dueSlots(parseSchedule(schedule, timezone), START, END)];
  const count = (slotTime(END) - slotTime(START)) / (interval * MINUTE);
  return Array.from({ length: count }, (_, i) => toSlot(slotTime(START) + i * interval * MINUTE));
}

/** Rows of a year: an outage of a few slots after each stretch of captured ones, some of them of several kinds. */
function simulateYear(account: MonitoredAccount, next: () => number) {
  const rows = memoryRows();
  const slots = slotsOfYear(account);
  const meanStretch = Math.max(2, slots.length / 60);
  const troubled = new Set<number>();
  for (let i = 0; i < slots.length; ) {
    i += 1 + Math.floor(next() * 2 * meanStretch);
    const length = 1 + Math.floor(next() * 5);
    for (
      let end = Math.min(slots.length, i + length), kind = Math.floor(next() * OUTAGES.length);
      i < end;
      i++
    ) {
      if (next() < 0.3) kind = Math.floor(next() * OUTAGES.length);
      troubled.add(i);
      // A retry that captures the slot in time is no outage.
      if (next() < 0.1)
        rows.write(account.id, slots[i] ?? '', CAPTURED, slotTime(slots[i] ?? '') + 2 * MINUTE);
      else OUTAGES[kind]?.(rows, account, slots[i] ?? '');
    }
  }
  for (const [i, slot] of slots.entries())
    if (!troubled.has(i)) rows.write(account.id, slot, CAPTURED, slotTime(slot) + 1500);
  return { rows, slots, troubled };
}

const describeChange = ({ slot, kind, ...change }: Change) =>
  [slot, kind, kind === 'recovered' ? '' : (change as { reason: string }).reason].join(' ');

/** The changes by the definition: each slot once, as it is when its time is up, compared with the slot before. */
function expectedChanges(
  account: MonitoredAccount,
  slots: readonly string[],
  stateWhenRun: (slot: string, run: number) => SlotState,
): Map<string, number> {
  const expected = new Map<string, number>();
  const lateness = account.maxLatenessSeconds * 1000;
  for (const [i, slot] of slots.entries()) {
    const before = slots[i - 1];
    const due: DueSlot = { slot, lastMoment: slotTime(slot) + lateness + 2 * MINUTE };
    if (before === undefined) continue;
    due.previous = { slot: before, lastMoment: slotTime(before) + lateness + 2 * MINUTE };
    const isEarly = canBeEarly(due) && isFinalFailure(stateWhenRun(slot, earlyRun(due)), earlyRun(due));
    const run = isEarly ? earlyRun(due) : judgingRun(due);
    const [previous, reason] = [problemOf(stateWhenRun(before, run)), problemOf(stateWhenRun(slot, run))];
    if (previous === reason || run > slotTime(END)) continue;
    const kind = reason === undefined ? 'recovered' : previous === undefined ? 'new' : 'changed';
    expected.set([slot, kind, reason ?? ''].join(' '), run - due.lastMoment);
  }
  return expected;
}

it.each(ACCOUNTS)(
  'every change of $id is reported once, within seven minutes of its last moment',
  async (account) => {
    const next = random(account.id.length * 7919);
    const { rows, slots, troubled } = simulateYear(account, next);
    const lateness = account.maxLatenessSeconds * 1000;
    // Runs in which nothing is judged have nothing to say: a sample of them is enough.
    const runs = new Set<number>(
      Array.from({ length: 100 }, () => slotTime(START) + Math.floor(next() * 105_120) * PERIOD),
    );
    for (const i of troubled) {
      for (const slot of slots.slice(Math.max(1, i - 1), i + 3)) {
        const lastMoment = slotTime(slot) + lateness + 2 * MINUTE;
        runs.add(earlyRun({ slot })).add(judgingRun({ slot, lastMoment }));
      }
    }
    // A lost run is repeated two hours later, by sending its event again.
    const executedAt = new Map([...runs].map((run) => [run, run + (next() < 0.1 ? 2 * HOUR : 3000)]));
    const stateWhenRun = (slot: string, run: number) =>
      rows.stateAt(account.id, slot, executedAt.get(run) ?? run + 3000);

    const reported: string[] = [];
    for (const run of [...runs].filter((run) => run <= slotTime(END)).sort((a, b) => a - b)) {
      const event = { slot: toSlot(run), accounts: [account] };
      const executed = executedAt.get(run) ?? run;
      const { changes } = await judge(event, rows.reader(executed));
      // A second delivery of the event.
      if (next() < 0.05) expect((await judge(event, rows.reader(executed + 1000))).changes).toEqual(changes);
      reported.push(...changes.map(describeChange));
    }

    const expected = expectedChanges(account, slots, stateWhenRun);
    expect(reported.sort()).toEqual([...expected.keys()].sort());
    expect(expected.size).toBeGreaterThan(account.id === 'monthly' ? 2 : 50);
    for (const delay of expected.values()) expect(delay).toBeLessThanOrEqual(PERIOD);
  },
  30_000,
);

it('an outage without restored rows begins with one new problem and ends with one recovery', async () => {
  const [account] = ACCOUNTS as [MonitoredAccount];
  const rows = memoryRows();
  const slots = [
    ...dueSlots(parseSchedule(account.schedule), '2026-03-01T00:00:00Z', '2026-03-03T00:00:00Z'),
  ];
  const outage = slots.slice(10, 20);
  for (const slot of slots) {
    const isDown = outage.includes(slot);
    rows.write(
      account.id,
      slot,
      isDown ? failedState(slot, 'exchange-unavailable') : CAPTURED,
      slotTime(slot) + 2000,
    );
  }

  const reported: Change[] = [];
  for (let now = slotTime('2026-03-01T02:00:00Z'); now <= slotTime('2026-03-03T00:00:00Z'); now += PERIOD) {
    reported.push(
      ...(await judge({ slot: toSlot(now), accounts: [account] }, rows.reader(now + 3000))).changes,
    );
  }

  expect(reported).toMatchObject([
    { kind: 'new', slot: outage[0], reason: 'exchange-unavailable' },
    { kind: 'recovered', slot: slots[20], slots: 10 },
  ]);
  expect(reported).toHaveLength(2);
});
