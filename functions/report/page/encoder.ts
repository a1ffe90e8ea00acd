/** Encodes an account's slots for the page as they are read. */
import type { StatusRow } from '../../history/projection';
import type { CapturedRow } from '../../history/row';
import { slotTime } from '../../schedule/slot';
import { gapCounter } from '../gaps';
import type { MissingSlot } from '../timeline';
import { toAmounts } from '../wallets';
import { type RowWorth, type ValuedRow, valueRow } from '../worth';
import { type AccountData, type Coverage, type EncodedAsset, seriesEncoder, UNKNOWN } from './data';
import { type Detail, detailEncoder } from './detail-encoder';
import { type KeyedSeries, keyedSeries } from './keyed-series';
import { movementCollector } from './movements';
import { roundOrUnknown } from './round-worth';

/** A captured row as the page needs it. */
export type PageRow = ValuedRow & Pick<CapturedRow, 'slot' | 'status' | 'capturedAt'>;
export type PageSlot = PageRow | Extract<StatusRow, { status: 'failed' }> | MissingSlot;

export type EncodedAccount = Omit<AccountData, 'lastCaptured' | 'stale'>;

/** Worths and prices change in every slot: a page has them at this many slots of its period, evenly spread, and at its ends. */
const MAX_DETAILS = 500;

/** `from` and `to` are the period as it is for the account: ISO, UTC. */
export function accountEncoder(account: string, from: string, to: string) {
  const counter = gapCounter();
  const [intervals, statuses] = [seriesEncoder(), seriesEncoder()];
  const [totals, coverageOf] = [seriesEncoder(), seriesEncoder()];
  const coverages = new Map<string, { index: number; coverage: Coverage }>();
  /** By wallet: the amounts of its assets. */
  const amounts = new Map<string, KeyedSeries>();
  const movements = movementCollector();
  const details = detailEncoder();
  const bucketMs = Math.max(1, (slotTime(to) - slotTime(from)) / MAX_DETAILS);
  let previous = 0;
  let capturedSlots = 0;
  let pending: (Detail & { bucket: number }) | undefined;

  function addCaptured(row: PageRow): void {
    const worth = valueRow(row);
    totals.add(roundOrUnknown(worth.total.worth));
    coverageOf.add(String(coverageIndex(worth)));
    addAmounts(row);
    movements.add(row);
    const bucket = Math.floor((slotTime(row.slot) - slotTime(from)) / bucketMs);
    const detail = { index: capturedSlots, bucket, row, worth };
    // The last slot of each bucket, and the very first: changes are counted from there.
    if (pending && pending.bucket !== bucket) details.add(pending);
    if (capturedSlots === 0) details.add(detail);
    else pending = detail;
    capturedSlots += 1;
  }

  function coverageIndex({ wallets, total }: RowWorth): number {
    const coverage = {
      wallets: wallets.map(({ wallet }) => wallet),
      bound: total.bound,
      missing: total.missing,
    };
    const key = JSON.stringify(coverage);
    const known = coverages.get(key) ?? { index: coverages.size, coverage };
    coverages.set(key, known);
    return known.index;
  }

  function addAmounts({ balances }: PageRow): void {
    for (const wallet of Object.keys(balances)) {
      if (!amounts.has(wallet)) amounts.set(wallet, keyedSeries(capturedSlots));
    }
    for (const [wallet, series] of amounts) {
      const held = balancesOf(balances, wallet);
      const texts = Object.entries(held ?? {}).map(([asset, stored]): [string, string] => {
        const { total, locked } = toAmounts(stored);
        return [asset, locked === '0' ? total : `${total}|${locked}`];
      });
      series.add(new Map(texts), held ? '0' : UNKNOWN);
    }
  }

  return {
    add(slot: PageSlot): void {
      counter.add(slot);
      const time = slotTime(slot.slot) / 1000;
      intervals.add(String(time - previous));
      previous = time;
      statuses.add(slot.status.slice(0, 1));
      if (slot.status === 'captured') addCaptured(slot);
      else movements.gap();
    },
    result(): EncodedAccount {
      if (pending) details.add(pending);
      pending = undefined;
      const { worths, ...detailData } = details.result();
      return {
        gaps: counter.result(account, from, to),
        intervals: intervals.text(),
        statuses: statuses.text(),
        totals: totals.text(),
        coverageOf: coverageOf.text(),
        coverages: [...coverages.values()].map(({ coverage }) => coverage),
        assets: [...amounts].flatMap(([wallet, series]): EncodedAsset[] =>
          series.entries().map(([asset, text]) => ({
            wallet,
            asset,
            amounts: text,
            worths: worths(wallet, asset),
          })),
        ),
        ...detailData,
        ...movements.result(),
      };
    },
  };
}

const balancesOf = (balances: ValuedRow['balances'], wallet: string) =>
  Object.hasOwn(balances, wallet) ? balances[wallet as keyof typeof balances] : undefined;
