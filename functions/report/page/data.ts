/**
 * The page's data: every due slot and every amount, exact and encoded small, with both sides of the encoding. It imports
 * nothing, as the browser's code is compiled without Node's types.
 */

/** Consecutive slots without an amount, as `gaps.ts` has them. */
export type Gap = {
  from: string;
  to: string;
  slots: number;
  status: 'failed' | 'missing';
  reason: string | null;
  message: string | null;
};

type Gaps = {
  account: string;
  from: string;
  to: string;
  due: number;
  captured: number;
  failed: number;
  missing: number;
  completeness: number | null;
  gaps: Gap[];
};

/** As `changes.ts` has it. */
export type ChangeLine = {
  wallet: string | null;
  asset: string | null;
  start: string | null;
  end: string | null;
  change: string | null;
};

export type PageData = {
  /** ISO, UTC. */
  madeAt: string;
  /** IANA zone in which the page shows times. */
  timezone: string;
  accounts: AccountData[];
};

export type AccountData = {
  gaps: Gaps;
  changes: ChangeLine[];
  /** The moments that `changes` compares. */
  compared: { start: string; end: string };
  lastCaptured: string | null;
  /** Whether the last captured slot is further back from the end than one interval. */
  stale: boolean;
  /** Seconds from each due slot to the next, the first from 1970: `1764547200,3600,,,`. See `seriesEncoder`. */
  intervals: string;
  /** The status of each due slot: `c`aptured, `f`ailed or `m`issing: `c,,f,c`. */
  statuses: string;
  assets: EncodedAsset[];
};

export type EncodedAsset = {
  wallet: string;
  asset: string;
  /** The amount at each captured slot: `1.5,,2.5|2|0.5,0`; total, free and locked where something is locked. */
  amounts: string;
};

/** Values that are held one by one before they are joined: a string for each of a year's amounts takes several times its size. */
const MAX_PENDING = 100;

/** Joins values by commas; one that equals the value before it is left blank, which gzip then shrinks to almost nothing. */
export function seriesEncoder() {
  const joined: string[] = [];
  let pending: string[] = [];
  let last: string | undefined;
  return {
    add(value: string, times = 1): void {
      for (let i = 0; i < times; i++) {
        pending.push(value === last ? '' : value);
        last = value;
        if (pending.length < MAX_PENDING) continue;
        joined.push(pending.join());
        pending = [];
      }
    },
    text(): string {
      if (pending.length > 0) joined.push(pending.join());
      pending = [];
      return joined.join();
    },
  };
}

/** The values that were added. None of them is blank. */
export function decodeSeries(text: string): string[] {
  let last = '';
  if (text === '') return [];
  return text.split(',').map((value) => {
    last = value || last;
    return last;
  });
}

/** Null where it is unknown: the slot was not captured. */
export type Amount = { total: string; free: string; locked: string } | null;

/** The due slots as epoch seconds, and the index into `gaps.gaps` of those that were not captured (-1 for the others). */
export function decodeSlots({ intervals, statuses, gaps }: AccountData): {
  times: number[];
  gapOf: number[];
} {
  let time = 0;
  const times = decodeSeries(intervals).map((interval) => {
    time += Number(interval);
    return time;
  });
  let gap = 0;
  let left = gaps.gaps[0]?.slots ?? 0;
  const gapOf = decodeSeries(statuses).map((status) => {
    if (status === 'c') return -1;
    if (left === 0) {
      gap += 1;
      left = gaps.gaps[gap]?.slots ?? 0;
    }
    left -= 1;
    return gap;
  });
  return { times, gapOf };
}

/** The amounts of one asset, one for each due slot. */
export function decodeAmounts({ amounts }: EncodedAsset, gapOf: number[]): Amount[] {
  const known = decodeSeries(amounts);
  let next = 0;
  return gapOf.map((gap) => {
    if (gap >= 0) return null;
    const [total = '', free = total, locked = '0'] = (known[next++] ?? '').split('|');
    return { total, free, locked };
  });
}
