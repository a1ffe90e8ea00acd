/** The permissions of an API key that may only read, in the shape of flags, with changes. */
import type { FlaggedPermissions } from '../../infra/local/fake-bingx/responses';

export const flaggedPermissions = (changes: Partial<FlaggedPermissions> = {}): FlaggedPermissions => ({
  ipRestrict: false,
  enableReading: true,
  enableSpotAndMarginTrading: false,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableFutures: false,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  createTime: 1730380897367,
  ...changes,
});
