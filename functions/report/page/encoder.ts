/** Encodes an account's slots for the page as they are read. */

import type { BalanceRow, CapturedBalanceRow } from '../../history/projection';
import type { Holding } from '../../history/row';
import { slotTime } from '../../schedule/slot';
import { total } from '../decimal';
import { gapCounter } from '../gaps';
import type { MissingSlot } from '../timeline';
import { type EncodedAsset, seriesEncoder } from './data';

type Encoder = ReturnType<typeof seriesEncoder>;

export function accountEncoder() {
  const counter = gapCounter();
  const [intervals, statuses] = [seriesEncoder(), seriesEncoder()];
  /** wallet → asset → its amounts. */
  const wallets = new Map<string, Map<string, Encoder>>();
  let previous = 0;
  let capturedSlots = 0;
  let firstCaptured: CapturedBalanceRow | undefined;

  function addCaptured(row: CapturedBalanceRow): void {
    const { balances } = row;
    for (const wallet in balances) {
      const assets = wallets.get(wallet) ?? new Map<string, Encoder>();
      wallets.set(wallet, assets);
      for (const asset in balances[wallet]) {
        if (assets.has(asset)) continue;
        const amounts = seriesEncoder();
        // An asset that is absent from a captured row was held at exactly zero.
        amounts.add('0', capturedSlots);
        assets.set(asset, amounts);
      }
    }
    for (const [wallet, assets] of wallets) {
      const held = balances[wallet];
      for (const [asset, amounts] of assets) amounts.add(token(held?.[asset]));
    }
    capturedSlots += 1;
    firstCaptured ??= row;
  }

  return {
    add(end: BalanceRow | MissingSlot): void {
      counter.add(end);
      const time = slotTime(end.slot) / 1000;
      intervals.add(String(time - previous));
      previous = time;
      statuses.add(end.status.slice(0, 1));
      if (end.status === 'captured') addCaptured(end);
    },
    firstCaptured: () => firstCaptured,
    result(account: string, from: string, to: string) {
      return {
        gaps: counter.result(account, from, to),
        intervals: intervals.text(),
        statuses: statuses.text(),
        assets: [...wallets].flatMap(encodedWallet).sort(byName),
      };
    },
  };
}

function token(holding: Holding | undefined): string {
  if (!holding) return '0';
  const { free, locked } = holding;
  return locked === '0' ? free : `${total(free, locked)}|${free}|${locked}`;
}

const encodedWallet = ([wallet, assets]: [string, Map<string, Encoder>]): EncodedAsset[] =>
  [...assets].map(([asset, amounts]) => ({ wallet, asset, amounts: amounts.text() }));

const byName = (a: EncodedAsset, b: EncodedAsset) =>
  `${a.wallet}\n${a.asset}` < `${b.wallet}\n${b.asset}` ? -1 : 1;
