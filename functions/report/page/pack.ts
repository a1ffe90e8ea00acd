/** Packs an account's slots for the page as they stream by. */
import type { Holding } from '../../history/row';
import type { BalanceRow, CapturedBalanceRow } from '../../history/seen';
import { slotTime } from '../../history/slot';
import { total } from '../decimal';
import { gapCounter } from '../gaps';
import type { MissingSlot } from '../timeline';
import { type PackedAsset, packer } from './data';

type Packing = { wallet: string; asset: string; amounts: ReturnType<typeof packer> };

export function accountPacker() {
  const counter = gapCounter();
  const [steps, ends] = [packer(), packer()];
  const assets = new Map<string, Packing>();
  let previous = 0;
  let capturedSlots = 0;
  let first: string | undefined;
  let last: string | undefined;

  function addCaptured({ slot, balances }: CapturedBalanceRow): void {
    for (const wallet in balances) {
      for (const asset in balances[wallet]) {
        const key = `${wallet}\n${asset}`;
        if (assets.has(key)) continue;
        const amounts = packer();
        // Until now it was absent from captured rows, which is to say that it was held at exactly zero.
        amounts.add('0', capturedSlots);
        assets.set(key, { wallet, asset, amounts });
      }
    }
    for (const { wallet, asset, amounts } of assets.values()) amounts.add(word(balances[wallet]?.[asset]));
    capturedSlots += 1;
    first ??= slot;
    last = slot;
  }

  return {
    add(end: BalanceRow | MissingSlot): void {
      counter.add(end);
      const time = slotTime(end.slot) / 1000;
      steps.add(String(time - previous));
      previous = time;
      ends.add(end.status.slice(0, 1));
      if (end.status === 'captured') addCaptured(end);
    },
    /** The first and last captured slot so far. */
    bounds: () => ({ first, last }),
    result(account: string, from: string, to: string) {
      return {
        gaps: counter.result(account, from, to),
        steps: steps.text(),
        ends: ends.text(),
        assets: [...assets.values()].map(packed).sort(byName),
      };
    },
  };
}

function word(holding: Holding | undefined): string {
  if (!holding) return '0';
  const { free, locked } = holding;
  return locked === '0' ? free : `${total(free, locked)}|${free}|${locked}`;
}

const packed = ({ wallet, asset, amounts }: Packing): PackedAsset => ({
  wallet,
  asset,
  amounts: amounts.text(),
});

const byName = (a: PackedAsset, b: PackedAsset) =>
  `${a.wallet}\n${a.asset}` < `${b.wallet}\n${b.asset}` ? -1 : 1;
