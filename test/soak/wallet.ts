/** Wallets that encode their account and the time of the answer, so that a row with another balance is detected. */
import type { WireBalance } from '../../infra/local/fake-bingx/responses';
import type { WalletAmounts } from '../support/wallet-oracle';

export const ACCOUNTS = ['main', 'fund', 'desk'] as const;

/** Three assets; the amount of one encodes the account and the exchange's clock, with more digits than a float has. */
export const walletOf =
  (account: string) =>
  (now: number): WireBalance[] => [
    { asset: 'BTC', free: `${now}.00000000${ACCOUNTS.indexOf(account as never) + 1}`, locked: '0.00000000' },
    { asset: 'MX', free: '44.37692200000000237300', locked: '244.18616265388994' },
    { asset: 'DUST', free: '0', locked: '0.0' },
  ];

export function ownerOf(
  held: WalletAmounts | undefined,
): { account: string | undefined; at: number } | undefined {
  const text = held?.get('BTC')?.get('free')?.toFixed(9);
  if (text === undefined) return undefined;
  return { account: ACCOUNTS[Number(text.slice(-1)) - 1], at: Number(text.split('.')[0]) };
}
