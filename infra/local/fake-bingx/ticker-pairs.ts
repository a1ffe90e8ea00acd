/** Named pairs of the fake's ticker: those of assets that an account holds, and oddly written symbols. */

export type Pair = {
  symbol: string;
  /** The price is `ticks × 10^-decimals`. */
  ticks: number;
  decimals: number;
  /** The price does not change. */
  isStable?: boolean;
  /** `dead`: no bids; `wide`: bid and ask are far apart; `narrow` by default. */
  market?: 'narrow' | 'dead' | 'wide';
};

// biome-ignore format: a table
export const NAMED_PAIRS: readonly Pair[] = [
  { symbol: 'BTC-USDT', ticks: 8_712_455, decimals: 2 },
  { symbol: 'ETH-USDT', ticks: 294_871, decimals: 2 },
  { symbol: 'SOL-USDT', ticks: 137_842, decimals: 3 },
  { symbol: 'BNB-USDT', ticks: 86_231, decimals: 2 },
  { symbol: 'XRP-USDT', ticks: 21_934, decimals: 4 },
  { symbol: 'ADA-USDT', ticks: 41_872, decimals: 5 },
  { symbol: 'DOGE-USDT', ticks: 152_310, decimals: 6 },
  { symbol: 'LTC-USDT', ticks: 8_455, decimals: 2 },
  { symbol: 'LINK-USDT', ticks: 12_911, decimals: 3 },
  { symbol: 'TRX-USDT', ticks: 27_466, decimals: 5 },
  { symbol: 'FIL-USDT', ticks: 1_642, decimals: 3 },
  { symbol: 'SHIB-USDT', ticks: 8_412, decimals: 9 },
  { symbol: 'BABYDOGE-USDT', ticks: 120_345, decimals: 12 },
  { symbol: 'USDC-USDT', ticks: 99_984, decimals: 5, isStable: true },
  { symbol: 'USD1-USDT', ticks: 99_917, decimals: 5, isStable: true },
  // Priced only through another pair, or only by the last price.
  { symbol: 'ONLYBTC-BTC', ticks: 41_277, decimals: 9 },
  { symbol: 'ONLYUSDC-USDC', ticks: 70_321, decimals: 4 },
  { symbol: 'NOBID-USDT', ticks: 31_415, decimals: 5, market: 'dead' },
  { symbol: 'WIDE-USDT', ticks: 27_182, decimals: 5, market: 'wide' },
];

/** Real symbols of BingX: only the last hyphen of a symbol has a meaning. */
export const ODD_SYMBOLS = [
  '$U-USDT',
  'D.O.G.E.-USDT',
  'ATOM(ARC20)-USDT',
  'MØTH-USDT',
  'STRK-OLD-USDT',
  'H_OLD-USDT',
  'BTC-DOG',
  'ETH-L3',
  'SOL-WHALES',
  'XRP-ZKL',
] as const;
