/** The type of a movement. It imports nothing, as the page's code in the browser knows it too. */

/** A change of an amount between two captured slots that name the wallet; unrealized profit is not part of the amounts. */
export type BalanceMovement = {
  slot: string;
  previousSlot: string;
  asset: string;
  /** Where `toWallet` is given, the asset was moved there. */
  wallet: string;
  toWallet: string | null;
  /** Null for a transfer, which has two of each. */
  before: string | null;
  after: string | null;
  /** Signed, exact; the amount of a transfer. */
  change: string;
  /**
   * Of the change in USDT, at the price of the slot, or of the one before where that has none: exact, or rounded on the page;
   * null without a price.
   */
  worth: string | null;
  /** Whether the amount is unknown at slots between the two. */
  gap: boolean;
};
