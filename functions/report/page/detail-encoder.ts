/** Encodes worths and prices, which change in every slot, at the slots that a page gives them for. */

import { groupBy } from '../group-by';
import { walletLabel } from '../wallets';
import type { RowWorth, ValuedRow } from '../worth';
import { seriesEncoder, UNKNOWN } from './data';
import { type KeyedSeries, keyedSeries } from './keyed-series';
import { roundOrUnknown } from './round-worth';

/** `index` counts captured slots. */
export type Detail = { index: number; row: ValuedRow; worth: RowWorth };

export function detailEncoder() {
  const steps = seriesEncoder();
  const wallets = keyedSeries();
  const prices = keyedSeries();
  /** By wallet: the worths of its assets. */
  const assets = new Map<string, KeyedSeries>();
  const sources = new Map<string, 'assets' | 'exchange'>();
  let count = 0;
  let last = 0;
  return {
    add({ index, row, worth }: Detail): void {
      steps.add(String(index - last));
      last = index;
      for (const { wallet, source } of worth.wallets) sources.set(wallet, source);
      wallets.add(
        new Map(worth.wallets.map(({ wallet, worth }) => [wallet, roundOrUnknown(worth)])),
        UNKNOWN,
      );
      const priced = worth.assets.flatMap(({ asset, price }): [string, string][] =>
        price === null ? [] : [[asset, price]],
      );
      prices.add(new Map(priced), UNKNOWN);
      const byWallet = groupBy(worth.assets, ({ wallet }) => wallet);
      for (const wallet of byWallet.keys()) if (!assets.has(wallet)) assets.set(wallet, keyedSeries(count));
      for (const [wallet, series] of assets) {
        const held = byWallet.get(wallet) ?? [];
        series.add(
          new Map(held.map(({ asset, worth }) => [asset, roundOrUnknown(worth)])),
          Object.hasOwn(row.balances, wallet) ? '0' : UNKNOWN,
        );
      }
      count += 1;
    },
    result() {
      const texts = new Map(
        [...assets].flatMap(([wallet, series]) =>
          series.entries().map(([asset, text]): [string, string] => [`${wallet}\n${asset}`, text]),
        ),
      );
      return {
        detailSteps: steps.text(),
        wallets: wallets.entries().map(([wallet, text]) => ({
          wallet,
          label: walletLabel(wallet),
          source: sources.get(wallet) ?? 'assets',
          worths: text,
        })),
        prices: prices.entries().map(([asset, text]) => ({ asset, prices: text })),
        // An asset that no detail shows was held only between two of them.
        worths: (wallet: string, asset: string) => texts.get(`${wallet}\n${asset}`) ?? repeated('0', count),
      };
    },
  };
}

function repeated(value: string, times: number): string {
  const encoder = seriesEncoder();
  encoder.add(value, times);
  return encoder.text();
}
