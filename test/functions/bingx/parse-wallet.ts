/** Parses a wallet's response as the client does, and builds the expected result. */
import { WALLETS, type WalletId } from '../../../functions/bingx/endpoints';
import { parseJson } from '../../../functions/bingx/json';

export const parse = (wallet: WalletId, body: string) =>
  WALLETS[wallet].parse(parseJson(Buffer.from(body))?.document);
export const held = (...assets: object[]) => ({ value: { assets, isEmpty: false } });
