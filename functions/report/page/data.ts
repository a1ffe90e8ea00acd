/**
 * The page's data: every due slot, every amount and every total, with both sides of the encoding. It imports types alone
 * that import nothing, as the browser's code is compiled without Node's types.
 */
import type { Gap, Gaps } from '../gap';
import type { BalanceMovement } from '../movement';

export type { Gap };
/** Its worth is rounded. */
export type Movement = BalanceMovement;

export type PageData = {
  /** ISO, UTC. */
  madeAt: string;
  /** IANA zone in which the page shows times. */
  timezone: string;
  accounts: AccountData[];
};

/** A series is text with a value for each step: see `seriesEncoder`. Steps are due slots, captured slots or details. */
export type EncodedSeries = string;

export type AccountData = {
  gaps: Gaps;
  lastCaptured: string | null;
  /** Whether the last captured slot is further back from the end than one interval. */
  stale: boolean;
  /** By due slot: seconds since the slot before, the first since 1970: `1764547200,3600,*3`. */
  intervals: EncodedSeries;
  /** By due slot: `c`aptured, `f`ailed or `m`issing. */
  statuses: EncodedSeries;
  /** By captured slot: total worth in USDT, rounded (see `roundWorth`), or `UNKNOWN`. */
  totals: EncodedSeries;
  /** By captured slot: index into `coverages`. */
  coverageOf: EncodedSeries;
  coverages: Coverage[];
  assets: EncodedAsset[];
  /** By detail: how many captured slots after the detail before. Worths and prices are given at these slots alone. */
  detailSteps: EncodedSeries;
  wallets: EncodedWallet[];
  prices: { asset: string /** By detail. */; prices: EncodedSeries }[];
  movements: Movement[];
  /** All movements of the period, of which `movements` has the largest. */
  movementCount: number;
};

/** The first part of the file, from which the first screen is drawn: all but the amounts, which are most of it. */
export type PageOutline = Omit<PageData, 'accounts'> & { accounts: AccountOutline[] };
export type AccountOutline = Omit<AccountData, 'assets'> & { assets: AssetOutline[] };
export type AssetOutline = Omit<EncodedAsset, 'amounts'>;

/** The second part, after the script: `amounts` by account and asset, in the order of the first part. */
export type PageAmounts = EncodedSeries[][];

/** What a total is made of. */
export type Coverage = {
  /** Wallets, and account types with the exchange's own figure. */
  wallets: string[];
  bound: 'exact' | 'at-least' | 'about';
  missing: { wallet: string; asset: string | null; reason: string }[];
};

export type EncodedAsset = {
  wallet: string;
  asset: string;
  /**
   * By captured slot: total, or total and locked where anything is locked (`2.5|0.5`), or `UNKNOWN`. What is locked changes
   * less often than what is free, which takes fewer bytes.
   */
  amounts: EncodedSeries;
  /** By detail: worth in USDT, rounded, or `UNKNOWN`. */
  worths: EncodedSeries;
};

type EncodedWallet = {
  wallet: string;
  label: string;
  source: 'assets' | 'exchange';
  /** By detail: worth in USDT, rounded, or `UNKNOWN`. */
  worths: EncodedSeries;
};

export const UNKNOWN = '?';

/** Values held one by one before they are joined: a string for each amount of a year takes several times its size. */
const MAX_PENDING = 100;

const REPEAT = '*';

/**
 * Joins values by commas. A value that equals the one before it is left blank, and more of them are counted: `1.5,*8759`. Ten
 * years of assets that seldom change would otherwise be commas by the million, which take a browser seconds.
 */
export function seriesEncoder() {
  const joined: string[] = [];
  let pending: string[] = [];
  let last: string | undefined;
  let repeats = 0;

  function push(token: string): void {
    pending.push(token);
    if (pending.length < MAX_PENDING) return;
    joined.push(pending.join());
    pending = [];
  }

  function endRepeats(): void {
    if (repeats > 0) push(repeats === 1 ? '' : `${REPEAT}${repeats}`);
    repeats = 0;
  }

  return {
    add(value: string, times = 1): void {
      if (times < 1) return;
      const isFirst = value !== last;
      if (isFirst) {
        endRepeats();
        push(value);
      }
      last = value;
      repeats += isFirst ? times - 1 : times;
    },
    text(): EncodedSeries {
      endRepeats();
      if (pending.length > 0) joined.push(pending.join());
      pending = [];
      return joined.join();
    },
  };
}

/** How often a token repeats the value before it; 0 for a value. */
function repeatsOf(token: string): number {
  if (token === '') return 1;
  return token.startsWith(REPEAT) ? Number(token.slice(REPEAT.length)) : 0;
}

/** Calls back for each run of equal values: the value and the length of the run. A run may come in several parts. */
function forEachRun(text: EncodedSeries, callback: (value: string, times: number) => void): void {
  if (text === '') return;
  let last = '';
  for (const token of text.split(',')) {
    const repeats = repeatsOf(token);
    if (repeats === 0) last = token;
    callback(last, repeats || 1);
  }
}

/** The values that were added. None of them is blank, or begins with an asterisk. */
export function decodeSeries(text: EncodedSeries): string[] {
  const values: string[] = [];
  forEachRun(text, (value, times) => {
    for (let i = 0; i < times; i++) values.push(value);
  });
  return values;
}

/** The values at some steps, in ascending order, without a list of all. */
export function decodeAt(text: EncodedSeries, steps: readonly number[]): string[] {
  const tokens = text.split(',');
  let last = '';
  let next = 0;
  /** Steps of the tokens before `next`. */
  let end = 0;
  return steps.map((step) => {
    for (; end <= step && next < tokens.length; next++) {
      const token = tokens[next] ?? '';
      const repeats = repeatsOf(token);
      if (repeats === 0) last = token;
      end += repeats || 1;
    }
    return last;
  });
}

/** How often a value differs from the one before it, the first included. */
export const countChanges = (text: EncodedSeries): number =>
  text.split(',').filter((token) => repeatsOf(token) === 0).length;

/** Null where it is unknown: the slot was not captured, or the wallet was not read. */
export type Amount = { total: string; locked: string } | null;

/** The due slots as epoch seconds, and the index into `gaps.gaps` of those that were not captured (-1 for the others). */
export function decodeSlots({
  intervals,
  statuses,
  gaps,
}: Pick<AccountData, 'intervals' | 'statuses' | 'gaps'>): { times: number[]; gapOf: number[] } {
  const times: number[] = [];
  let time = 0;
  // By runs: ten years of hourly slots are a single one.
  forEachRun(intervals, (interval, count) => {
    const seconds = Number(interval);
    for (let i = 0; i < count; i++) {
      time += seconds;
      times.push(time);
    }
  });
  const gapOf: number[] = [];
  let gap = 0;
  let left = gaps.gaps[0]?.slots ?? 0;
  forEachRun(statuses, (status, count) => {
    for (let i = 0; i < count; i++) {
      if (status === 'c') {
        gapOf.push(-1);
        continue;
      }
      if (left === 0) {
        gap += 1;
        left = gaps.gaps[gap]?.slots ?? 0;
      }
      left -= 1;
      gapOf.push(gap);
    }
  });
  return { times, gapOf };
}

/** The values of captured slots, one for each due slot; null where that was not captured, or the value is unknown. */
export function decodeCaptured(text: EncodedSeries, gapOf: number[]): (string | null)[] {
  const values = decodeSeries(text);
  let next = 0;
  return gapOf.map((gap) => {
    if (gap >= 0) return null;
    const value = values[next++] ?? UNKNOWN;
    return value === UNKNOWN ? null : value;
  });
}

/** The amounts of one asset, one for each due slot. */
export const decodeAmounts = ({ amounts }: Pick<EncodedAsset, 'amounts'>, gapOf: number[]): Amount[] =>
  decodeCaptured(amounts, gapOf).map((value) => {
    if (value === null) return null;
    const [total = '', locked = '0'] = value.split('|');
    return { total, locked };
  });
