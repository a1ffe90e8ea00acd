/** A spot wallet of a given size in the exchange's format: amounts with float noise, and as many assets at zero. */
import type { WireBalance } from '../../infra/local/fake-bingx/responses';

/** `held` assets with an amount, and as many at zero. */
export function wallet(held: number): WireBalance[] {
  return Array.from({ length: 2 * held }, (_, i) => ({
    asset: `COIN${String(i).padStart(3, '0')}`,
    free: i < held ? `${i + 1}.${String((i + 1) * 7919).padStart(10, '0')}0000000000` : '0',
    locked: i % 5 === 0 && i < held ? `0.${String((i + 1) * 104729).padStart(12, '0')}` : '0',
  }));
}
