/** Compares the sum of each futures wallet with the exchange's own figure, which has no documented price basis or time. */
import { align, type Decimal, multiply, parseDecimal, roundToText } from '../bingx/decimal';
import type { AccountReading, WalletBalances } from '../bingx/types';

/** Wallet → possible definitions of the exchange's total: the amounts to add for each asset. Spot and fund have no valid total. */
const SUMS: Record<string, Record<string, readonly string[]>> = {
  USDTMPerp: { balance: ['balance'], equity: ['equity'] },
  coinMPerp: { balance: ['balance'], equity: ['equity'] },
  stdFutures: {
    balance: ['balance'],
    'balance and unrealized profit': ['balance', 'crossUnrealizedProfit'],
  },
};

/** A test currency, which is part of no total. */
const UNPRICED = 'VST';

/** In USDT; and relative to the larger figure. The figures are seconds apart and rounded to 2 to 8 decimals. */
const TOLERANCE: Decimal = { digits: 5n, exponent: -2 };
const TOLERANCE_PERCENT = 1n;

export type Comparison = { wallet: string; agrees: boolean | undefined; message: string };

/** One comparison for each futures wallet that was read; `agrees` is undefined where they cannot be compared. */
export function compareTotals({ wallets, totals = {}, pricesOf }: AccountReading): Comparison[] {
  return Object.entries(wallets).flatMap(([wallet, balances]) => {
    const sums = SUMS[wallet];
    return sums ? [compareWallet(wallet, balances, sums, totals[wallet], pricesOf)] : [];
  });
}

function compareWallet(
  wallet: string,
  { assets }: WalletBalances,
  sums: Record<string, readonly string[]>,
  total: string | undefined,
  pricesOf: AccountReading['pricesOf'],
): Comparison {
  const theirs = parseDecimal(total ?? '');
  const notCompared = (why: string) => ({
    wallet,
    agrees: undefined,
    message: `${wallet} cannot be compared: ${why}.`,
  });
  if (!theirs) return notCompared("BingX's own figure is missing");
  const held = assets.filter(({ asset }) => asset !== UNPRICED);
  const { prices } = pricesOf(held.map(({ asset }) => asset));
  const unpriced = held.find(({ asset }) => prices[asset] === undefined);
  if (unpriced) return notCompared(`${unpriced.asset} has no price`);

  const ours = Object.entries(sums).map(([name, amounts]) => ({
    name,
    sum: held
      .flatMap(({ asset, ...values }) => amounts.map((amount) => worth(values[amount], prices[asset])))
      .reduce(add, ZERO),
  }));
  const agreeing = ours.filter(({ sum }) => isClose(sum, theirs)).map(({ name }) => name);
  const figures = ours.map(({ name, sum }) => `${roundToText(sum, 2)} by ${name}`).join(', ');
  const verdict = agreeing.length > 0 ? `agrees with ${agreeing.join(' and ')}` : 'differs';
  return {
    wallet,
    agrees: agreeing.length > 0,
    message: `${wallet}: ${figures}; BingX's own figure is ${roundToText(theirs, 2)} USDT: ${verdict}.`,
  };
}

const ZERO: Decimal = { digits: 0n, exponent: 0 };

const worth = (amount = '', price = ''): Decimal =>
  multiply(parseDecimal(amount) ?? ZERO, parseDecimal(price) ?? ZERO);

function add(left: Decimal, right: Decimal): Decimal {
  const { a, b, exponent } = align(left, right);
  return { digits: a + b, exponent };
}

function isClose(left: Decimal, right: Decimal): boolean {
  const { a, b } = align(left, right);
  const difference = subtract(left, right);
  const larger = absolute(a) > absolute(b) ? left : right;
  const isWithin = (limit: Decimal) => {
    const aligned = align({ ...difference, digits: absolute(difference.digits) }, limit);
    return aligned.a <= aligned.b;
  };
  return (
    isWithin(TOLERANCE) ||
    isWithin({ digits: absolute(larger.digits) * TOLERANCE_PERCENT, exponent: larger.exponent - 2 })
  );
}

const subtract = (left: Decimal, right: Decimal) => add(left, { ...right, digits: -right.digits });
const absolute = (value: bigint) => (value < 0n ? -value : value);
