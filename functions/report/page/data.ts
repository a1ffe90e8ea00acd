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
  /** When the page was made: ISO, UTC. */
  made: string;
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
  /** Seconds from each due slot to the next, the first from 1970: `1764547200 3600*719`. */
  steps: string;
  /** How each due slot ended, `c`aptured, `f`ailed or `m`issing: `c*700 f*2 c*18`. */
  ends: string;
  assets: PackedAsset[];
};

export type PackedAsset = {
  wallet: string;
  asset: string;
  /** The amount at each captured slot: `1.5*300 2.5|2|0.5 0*9`; total, free and locked where something is locked. */
  amounts: string;
};

/** Words that are held one by one: a word on its own takes several times its letters. */
const UNJOINED_TOKENS = 100;

/** Joins runs of the same word: `a a a b` becomes `a*3 b`. */
export function runLengthEncoder() {
  const joined: string[] = [];
  let words: string[] = [];
  let last = '';
  let count = 0;
  const join = () => {
    if (words.length > 0) joined.push(words.join(' '));
    words = [];
  };
  const close = () => {
    if (count > 0) words.push(count === 1 ? last : `${last}*${count}`);
    if (words.length === UNJOINED_TOKENS) join();
  };
  return {
    add(word: string, times = 1): void {
      if (times === 0) return;
      if (word === last) {
        count += times;
        return;
      }
      close();
      last = word;
      count = times;
    },
    text(): string {
      close();
      count = 0;
      join();
      return joined.join(' ');
    },
  };
}

function unpack(packed: string): string[] {
  if (packed === '') return [];
  return packed.split(' ').flatMap((run) => {
    const [word = '', count = '1'] = run.split('*');
    return Array<string>(Number(count)).fill(word);
  });
}

/** Null where nobody knows: the slot was not captured. */
export type Amount = { total: string; free: string; locked: string } | null;

/** The due slots as epoch seconds, and the index into `gaps.gaps` of those that were not captured (-1 for the others). */
export function unpackSlots({ steps, ends, gaps }: AccountData): { times: number[]; gapOf: number[] } {
  let time = 0;
  const times = unpack(steps).map((step) => {
    time += Number(step);
    return time;
  });
  let gap = 0;
  let left = gaps.gaps[0]?.slots ?? 0;
  const gapOf = unpack(ends).map((end) => {
    if (end === 'c') return -1;
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
export function unpackAmounts({ amounts }: PackedAsset, gapOf: number[]): Amount[] {
  const known = unpack(amounts);
  let next = 0;
  return gapOf.map((gap) => {
    if (gap >= 0) return null;
    const [total = '', free = total, locked = '0'] = (known[next++] ?? '').split('|');
    return { total, free, locked };
  });
}
