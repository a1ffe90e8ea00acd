/** The demo account's spot wallet: it changes with time and is the same at the same time on every machine. */
import Big from 'big.js';
import type { WireBalance } from '../fake-bingx/responses';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

/** The spot wallet at `now` (the exchange's clock, epoch ms), with zero rows and float noise. */
export function demoWallet(now: number): WireBalance[] {
  const hours = Math.floor((now - START) / HOUR);
  const days = Math.floor(hours / 24);
  const hourOfDay = ((hours % 24) + 24) % 24;
  const weeks = Math.floor(days / 7);
  const weekday = ((days % 7) + 7) % 7;

  // Buys bitcoin every morning with dollars that are deposited every seventh day.
  const bought = new Big(days + (hourOfDay >= 6 ? 1 : 0));
  const bitcoin = new Big('0.41').plus(bought.times('0.0015'));
  const dollars = new Big('2150.25').minus(new Big(weekday + (hourOfDay >= 6 ? 1 : 0)).times('142.17'));
  // Ether is in an open order in the afternoon. SOL is held every other week.
  const inOrder = hourOfDay >= 12 && hourOfDay < 18 ? new Big('1.25') : new Big(0);
  const ether = new Big('44.37692200000000237300').minus(inOrder);
  const solana = weeks % 2 === 0 ? new Big('18.5').plus(hourOfDay) : new Big(0);

  return [
    { asset: 'BTC', free: bitcoin.toFixed(8), locked: '0' },
    { asset: 'ETH', free: ether.toFixed(20), locked: inOrder.toFixed() },
    { asset: 'USDT', free: dollars.toFixed(14), locked: '0' },
    { asset: 'SOL', free: solana.toFixed(2), locked: '0' },
    { asset: 'SHIB', free: '24418616.5388994', locked: '0' },
    { asset: 'DOGE', free: '0', locked: '0' },
  ];
}
