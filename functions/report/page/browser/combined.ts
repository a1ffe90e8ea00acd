/** The worth of several accounts together, at the slots that are due for all of them; unknown where it is for one. */
import { add } from '../../decimal';
import type { Coverage } from '../data';
import { boundText, worthText } from './format';
import type { Plot } from './plot';
import type { Series } from './series';
import { missingText } from './summary';
import type { Timeline } from './timeline';
import { sameWallets } from './view-figures';

export type Combined = Timeline & {
  plot: Plot;
  worthAt(index: number): string | null;
  boundAt(index: number): Coverage['bound'];
  /** Whether each account's total is made of the same wallets at both slots. */
  isComparable(index: number, other: number): boolean;
};

export function combine(all: Series[]): Combined {
  const { times, positions } = commonSlots(all);
  /** Each account with its own index of a common slot. */
  const at = (index: number) =>
    all.map((series, a): [Series, number] => [series, positions[a]?.[index] ?? -1]);
  const gapsAt = (index: number) => at(index).filter(([series, i]) => series.statusAt(i) !== undefined);

  function worthAt(index: number): string | null {
    const worths = at(index).map(([{ totals }, i]) => totals[i] ?? null);
    return worths.reduce((sum, worth) => (sum === null || worth === null ? null : add(sum, worth)), '0');
  }

  function boundAt(index: number): Coverage['bound'] {
    const bounds = at(index).map(([series, i]) => series.coverageAt(i)?.bound ?? 'about');
    return WEAKEST_FIRST.find((bound) => bounds.includes(bound)) ?? 'exact';
  }

  const isComparable = (index: number, other: number) =>
    all.every((series, a) => {
      const [one, two] = [positions[a]?.[index] ?? -1, positions[a]?.[other] ?? -1];
      return sameWallets(series.coverageAt(one), series.coverageAt(two));
    });

  function noteAt(index: number): string {
    const notes = at(index).map(([series, i]) => {
      const { account } = series;
      if ((series.totals[i] ?? null) === null) return `${account.gaps.account}: worth unknown`;
      const missing = series.coverageAt(i)?.missing ?? [];
      return missing.length > 0
        ? `${account.gaps.account}: not included: ${missingText(missing, account)}`
        : '';
    });
    return notes.filter((note) => note !== '').join('; ');
  }

  /** For drawing only: sums of numbers. */
  const drawn = times.map((_, index) => {
    let sum = 0;
    for (const [{ totals }, i] of at(index)) {
      const worth = totals[i] ?? null;
      if (worth === null) return null;
      sum += Number(worth);
    }
    return sum;
  });
  const isExact = times.map((_, index) => boundAt(index) === 'exact');

  return {
    times,
    statusAt: (index) =>
      gapsAt(index)
        .map(([series, i]) => series.statusAt(i))
        .toSorted()[0],
    gapTextAt: (index) =>
      gapsAt(index)
        .map(([series, i]) => `${series.account.gaps.account}: ${series.gapTextAt(i)}`)
        .join('; ') || undefined,
    worthAt,
    boundAt,
    isComparable,
    plot: {
      title: 'Total worth of all accounts',
      unit: 'USDT',
      hasShortNotes: false,
      values: drawn.map((value, i) => (isExact[i] ? value : null)),
      incomplete: drawn.map((value, i) => (isExact[i] ? null : value)),
      isJoined: (index) => isComparable(index - 1, index),
      at(index) {
        const worth = worthAt(index);
        const value = worth === null ? null : boundText(boundAt(index)) + worthText(worth);
        return { value, note: noteAt(index) };
      },
    },
  };
}

const WEAKEST_FIRST = ['about', 'at-least'] as const;

/** The slots that are due for each account, and where they are among the slots of each. */
function commonSlots(all: Series[]): { times: number[]; positions: number[][] } {
  const indices = all.map(({ times }) => new Map(times.map((time, i) => [time, i])));
  const times = (all[0]?.times ?? []).filter((time) => indices.every((index) => index.has(time)));
  return { times, positions: indices.map((index) => times.map((time) => index.get(time) ?? -1)) };
}
