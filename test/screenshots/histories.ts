/** Simulated histories: prices that move each hour, trades, transfers, futures with open positions, and slots without a row. */
import type { PerpetualAmounts } from '../../functions/history/row';
import type { PageRow, PageSlot } from '../../functions/report/page/encoder';
import { toSlot } from '../../functions/schedule/slot';
import { type Chance, chanceOf } from '../support/chance';
import { failed } from '../support/slots';

const HOUR = 3_600_000;

/** An asset with its first price, and what is held of it at first, in USDT. */
const MARKET: [asset: string, price: number, worth: number][] = [
  ...([
    ['USDT', 1, 9000],
    ['BTC', 58_000, 26_000],
    ['ETH', 2600, 12_000],
    ['SOL', 140, 5200],
    ['BNB', 560, 2600],
    ['XRP', 0.55, 1800],
    ['LINK', 12, 900],
    ['AVAX', 27, 640],
    ['DOGE', 0.11, 310],
    ['SHIB', 0.0000174, 95],
  ] as [string, number, number][]),
  ...'ADA TRX TON DOT MATIC LTC BCH UNI NEAR APT ICP ETC XLM FIL ATOM ARB OP INJ SUI HBAR VET MKR GRT AAVE ALGO STX RUNE SEI TIA FTM SAND AXS MANA EGLD THETA FLOW XTZ GALA CHZ KAVA'
    .split(' ')
    .map((asset, i): [string, number, number] => [asset, 0.2 + i * 0.73, 40 + i * 6]),
];

export type HistoryOptions = {
  account: string;
  /** ISO, UTC. */
  from: string;
  hours: number;
  seed: number;
  assets: number;
  hasPrices?: boolean;
  /** Share of the holdings above. */
  scale?: number;
  /** Wallets beside `spot`, and from which slot on they are recorded. */
  futuresFrom?: number;
  /** What became of a slot; captured where it is undefined. */
  outage?(hour: number, random: Chance): { reason: string; message: string } | 'missing' | undefined;
};

/** The slots of an account in order, made as they are asked for: those of ten years are not held at once. */
export function* simulateHistory(options: HistoryOptions): Generator<PageSlot> {
  const { account, from, hours, seed, assets, scale = 1, hasPrices = true, futuresFrom = 0 } = options;
  const random = chanceOf(seed);
  const outages = chanceOf(seed + 1);
  const market = MARKET.slice(0, assets).map(([asset, price, worth]) => ({
    asset,
    price,
    amount: (worth * scale) / price,
  }));
  const usdt = market[0];
  if (!usdt) throw new Error('assets must be at least 1, got 0.');
  const futures = {
    margin: 4000 * scale,
    entry: market[1]?.price ?? 1,
    fund: 6000 * scale,
    coin: 0.05 * scale,
  };
  for (let hour = 0; hour < hours; hour++) {
    for (const each of market) {
      if (each !== usdt) each.price *= Math.exp(0.00002 + 0.005 * random.normal());
    }
    trade(market, random);
    const slot = toSlot(Date.parse(from) + hour * HOUR);
    if (random.number() < 0.002) {
      const moved = Math.min(500 * scale, usdt.amount / 2);
      usdt.amount -= moved;
      futures.fund += moved;
    }
    if (random.number() < 0.001) futures.entry = market[1]?.price ?? 1;
    const outcome = options.outage?.(hour, outages);
    if (outcome === 'missing') yield { slot, status: 'missing' };
    else if (outcome) yield failed({ account, slot, ...outcome });
    else {
      const spot = Object.fromEntries(
        market.map(({ asset, amount }) => [asset, { free: decimal(amount, 8), locked: '0' }]),
      );
      const profit = 0.04 * scale * ((market[1]?.price ?? 1) - futures.entry);
      const btc = market[1]?.price ?? 58_000;
      const balances: PageRow['balances'] =
        hour < futuresFrom
          ? { spot }
          : {
              spot,
              fund: { USDT: { free: decimal(futures.fund, 4), locked: '0' } },
              USDTMPerp: { USDT: perpetual(futures.margin, profit, 4) },
              coinMPerp: { BTC: perpetual(futures.coin, profit / btc / 4, 8) },
              stdFutures: {},
            };
      const prices = Object.fromEntries(market.map(({ asset, price }) => [asset, significant(price)]));
      yield {
        slot,
        status: 'captured',
        capturedAt: slot.replace('Z', '.250Z'),
        balances,
        ...(hasPrices && { prices, exchangeTotals: { copyTrading: '250' } }),
      };
    }
  }
}

type Holding = { asset: string; price: number; amount: number };

/** Every few hours a part of one asset is bought or sold for USDT, or money is added. */
function trade(market: Holding[], random: Chance): void {
  const [usdt] = market;
  if (!usdt || random.number() > 0.15) return;
  if (random.number() < 0.02) {
    usdt.amount += Math.round(random.number() * 10) * 100;
    return;
  }
  const each = market[1 + Math.floor(random.number() * (market.length - 1))];
  if (!each) return;
  const worth = Math.min(usdt.amount, each.amount * each.price) * 0.2 * (random.number() - 0.5);
  each.amount += worth / each.price;
  usdt.amount -= worth;
}

function perpetual(balance: number, profit: number, digits: number): PerpetualAmounts {
  return {
    balance: decimal(balance, digits),
    equity: decimal(balance + profit, digits),
    unrealizedProfit: decimal(profit, digits),
    availableMargin: decimal(balance * 0.6 + profit, digits),
    usedMargin: decimal(balance * 0.4, digits),
    frozenMargin: '0',
  };
}

/** Without zeros at its end. */
const decimal = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  const plain = digits > 0 ? text.replace(/\.?0+$/, '') : text;
  return /[1-9]/.test(plain) ? plain : '0';
};

const significant = (price: number): string => {
  const digits = Math.max(0, 5 - Math.floor(Math.log10(price)));
  return decimal(price, digits);
};
