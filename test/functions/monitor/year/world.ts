/** Five accounts with outages, deleted schedules, late runs and duplicates: their slots, rows, and the runs of the monitor. */
import { type Chance, chanceOf } from '../../../support/chance';
import { CAPTURED, failedState, type MemoryRows, memoryRows } from '../memory-rows';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const PERIOD = 5 * MINUTE;

/**
 * A due slot: epoch ms. `repeated` is the same local time an hour later, where the clock is set back. `isDeleted` where there
 * is no schedule at that time.
 */
export type WorldSlot = { slot: string; time: number; repeated?: string; isDeleted?: true };

export type WorldAccount = {
  id: string;
  schedule: string;
  timezone: string;
  maxLatenessSeconds: number;
  /** In order; those before the start of the world are captured. */
  slots: WorldSlot[];
};

export type World = {
  from: number;
  until: number;
  accounts: WorldAccount[];
  rows: MemoryRows;
  /** When the run of a time is executed, and whether only because its event was sent again after it was lost. */
  execution(run: number): { at: number; isLost: boolean; isRepeated: boolean };
};

export type WorldOptions = { from: string; until: string; seed: number };

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const toWorldSlot = (time: number): WorldSlot => ({ slot: iso(time), time });

const every = (minutes: number, from: number, until: number, phase = 0): WorldSlot[] => {
  const step = minutes * MINUTE;
  const first = Math.ceil((from - phase) / step) * step + phase;
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / step)) }, (_, i) =>
    toWorldSlot(first + i * step),
  );
};

/** The last Sunday of a month at 01:00Z, when summer time begins or ends in Berlin. */
function clockChange(year: number, month: number): number {
  const last = new Date(Date.UTC(year, month + 1, 0, 1));
  return last.getTime() - last.getUTCDay() * 24 * HOUR;
}

/** 02:30 in Berlin: 00:30Z in summer and 01:30Z in winter; none in the skipped hour, and two in the repeated one. */
function dailyInBerlin(from: number, until: number): WorldSlot[] {
  return every(24 * 60, from - 24 * HOUR, until).flatMap(({ time: midnight }) => {
    const year = new Date(midnight).getUTCFullYear();
    const [begin, end] = [clockChange(year, 2), clockChange(year, 9)];
    const [summer, winter] = [midnight + 30 * MINUTE, midnight + 90 * MINUTE];
    const isOn = (change: number) => change - midnight === HOUR;
    if (isOn(begin)) return [];
    if (isOn(end)) return [{ ...toWorldSlot(summer), repeated: iso(winter) }];
    return [toWorldSlot(midnight > begin && midnight < end ? summer : winter)];
  });
}

function firstOfMonths(from: number, until: number): WorldSlot[] {
  const start = new Date(from);
  const slots: WorldSlot[] = [];
  for (let month = start.getUTCMonth() - 1; ; month++) {
    const time = Date.UTC(start.getUTCFullYear(), month, 1);
    if (time >= until) return slots;
    slots.push(toWorldSlot(time));
  }
}

/** Slots of a rate whose schedule is deleted for a day, and continues with another phase when it is created again. */
function sixHourly(from: number, until: number): WorldSlot[] {
  const deletedAt = from + Math.floor((until - from) / 2 / (6 * HOUR)) * 6 * HOUR;
  const createdAt = deletedAt + 26 * HOUR;
  return [
    ...every(360, from - 48 * HOUR, deletedAt),
    // Until there is a row of the new schedule, slots are counted from the old one.
    ...every(360, deletedAt, createdAt).map((one) => ({ ...one, isDeleted: true as const })),
    ...every(360, createdAt, until, 2 * HOUR),
  ];
}

function createAccounts(from: number, until: number): WorldAccount[] {
  const before = from - 3 * HOUR;
  const [timezone, maxLatenessSeconds] = ['UTC', 1800];
  return [
    {
      id: 'hourly',
      schedule: 'cron(0 * * * ? *)',
      timezone,
      maxLatenessSeconds,
      slots: every(60, before, until),
    },
    {
      id: 'quarter',
      schedule: 'cron(0/15 * * * ? *)',
      timezone,
      maxLatenessSeconds: 450,
      slots: every(15, before, until),
    },
    {
      id: 'daily',
      schedule: 'cron(30 2 * * ? *)',
      timezone: 'Europe/Berlin',
      maxLatenessSeconds,
      slots: dailyInBerlin(from - 24 * HOUR, until),
    },
    {
      id: 'monthly',
      schedule: 'cron(0 0 1 * ? *)',
      timezone,
      maxLatenessSeconds,
      slots: firstOfMonths(from, until),
    },
    { id: 'rate', schedule: 'rate(6 hours)', timezone, maxLatenessSeconds, slots: sixHourly(from, until) },
  ];
}

type Delivery = (write: (state: string, afterMs: number) => void, latenessMs: number) => void;

/** What the deliveries of a slot lead to: a reason or `captured`, and how long after the slot. The table keeps what it may. */
const DELIVERIES: Record<string, Delivery> = {
  'captured on time': (write) => write('captured', 1500),
  'captured by a retry': (write) => {
    write('exchange-unavailable', 40_000);
    write('captured', 100_000);
  },
  'without a row: a deleted schedule': () => {},
  'failed for good': (write) => write('ip-not-whitelisted', 2000),
  'failed for good, for another reason': (write) => write('permission-denied', 2000),
  'failed in each retry': (write) => {
    for (const seconds of [40, 140, 300]) write('exchange-unavailable', seconds * 1000);
  },
  'failed for good in a late retry': (write, latenessMs) => {
    write('exchange-unavailable', 40_000);
    write('banned', Math.min(11 * MINUTE, latenessMs));
  },
  'failed for good just before the early run': (write) => write('banned', PERIOD - 10_000),
  'failed for good, twice': (write) => {
    write('ip-not-whitelisted', 2000);
    write('permission-denied', 7 * MINUTE);
  },
  'failed for good, and captured later': (write) => {
    write('ip-not-whitelisted', 2000);
    write('captured', 7 * MINUTE);
  },
  'too late': (write, latenessMs) => write('too-late', latenessMs + 20 * MINUTE),
  'restored from the log': (write) => {
    write('history-unavailable', 40_000);
    write('captured', 30 * HOUR);
  },
  'captured without a wallet': (write) => write('fund: timed-out', 1500),
  'captured without a wallet, for another reason': (write) => write('fund: retired', 1500),
};
const ON_TIME = 'captured on time';
const FAILURES_THAT_STAY = new Set(['ip-not-whitelisted', 'permission-denied', 'banned', 'too-late']);

function deliver(rows: MemoryRows, account: WorldAccount, due: WorldSlot, kind: string, atRepeated: boolean) {
  const start = atRepeated && due.repeated !== undefined ? due.time + HOUR : due.time;
  const slot = iso(start);
  let row: string | undefined;
  DELIVERIES[kind]?.((state, afterMs) => {
    const isCaptured = state === 'captured' || state.startsWith('fund: ');
    if (row !== undefined && !isCaptured && FAILURES_THAT_STAY.has(row)) return;
    row = state;
    const at = new Date(start + afterMs).toISOString();
    const captured = state === 'captured' ? CAPTURED : captureWithout(state.replace('fund: ', ''));
    rows.write(account.id, slot, isCaptured ? captured : failedState(slot, state, at), start + afterMs + 20);
  }, account.maxLatenessSeconds * 1000);
}

const captureWithout = (reason: string) => ({ kind: 'captured' as const, wallets: { fund: reason } });

/** Outages of one to five slots, some of several kinds, between stretches of captured slots. */
function fillRows(rows: MemoryRows, account: WorldAccount, from: number, chance: Chance): void {
  const kinds = Object.keys(DELIVERIES);
  const choose = () => chance.oneOf(kinds);
  const meanStretch = Math.max(2, Math.min(account.slots.length / 60, 48));
  let [captured, left, kind] = [1, 0, ON_TIME];
  for (const due of account.slots) {
    if (due.isDeleted) continue;
    if (due.time < from) deliver(rows, account, due, ON_TIME, false);
    else if (captured > 0) {
      captured--;
      if (captured === 0) [left, kind] = [1 + Math.floor(chance.number() * 5), choose()];
      deliver(rows, account, due, ON_TIME, chance.happens(0.5));
    } else {
      if (chance.happens(0.3)) kind = choose();
      deliver(rows, account, due, kind, chance.happens(0.5));
      left--;
      if (left === 0) captured = 1 + Math.floor(chance.number() * 2 * meanStretch);
    }
  }
}

export function createWorld({ from: first, until: last, seed }: WorldOptions): World {
  const [from, until] = [Date.parse(first), Date.parse(last)];
  const chance = chanceOf(seed);
  const accounts = createAccounts(from, until);
  const rows = memoryRows();
  for (const account of accounts) fillRows(rows, account, from, chance);
  const count = (until - from) / PERIOD + 1;
  const executions = Array.from({ length: count }, (_, i) => {
    // Scheduler invokes within the minute. A lost run is made up for by sending its event again.
    const isLost = chance.happens(0.03);
    const delay = isLost ? 2 * HOUR : 1000 + chance.number() * 60_000;
    return { at: from + i * PERIOD + delay, isLost, isRepeated: chance.happens(0.05) };
  });
  return {
    from,
    until,
    accounts,
    rows,
    execution(run) {
      const execution = executions[(run - from) / PERIOD];
      if (!execution) throw new Error(`There is no run at ${iso(run)}.`);
      return execution;
    },
  };
}
