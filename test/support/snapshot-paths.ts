/** The paths of everything that a snapshot reads of BingX. */
import { PATHS } from '../../infra/local/fake-bingx/endpoints';

/** Those that a slot can be captured without. */
export const OPTIONAL_PATHS = [
  PATHS.fundBalance,
  PATHS.usdtPerpetualBalance,
  PATHS.coinPerpetualBalance,
  PATHS.standardFuturesBalance,
  PATHS.allAccountBalance,
  PATHS.ticker,
] as const;

export const SNAPSHOT_PATHS = [PATHS.spotBalance, ...OPTIONAL_PATHS] as const;
