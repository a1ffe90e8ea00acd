/** Parses answers again that rows have kept: the only module of the client that reports use. */
import { ENDPOINTS, WALLETS, type WalletId } from './endpoints';
import type { ExchangeTotals } from './exchange-totals';
import type { Parsed } from './json';
import { type Endpoint, parseResponse } from './response';
import type { WalletBalances } from './types';

/** The wallet's assets as the client reads them from this body; a fault where it would have failed. */
export const parseStoredWallet = (wallet: WalletId, body: Uint8Array): Parsed<WalletBalances> =>
  parseStored<WalletBalances>(WALLETS[wallet], body);

export const parseStoredTotals = (body: Uint8Array): Parsed<ExchangeTotals> =>
  parseStored(ENDPOINTS.allAccountBalance, body);

/** Rows keep no HTTP status: with another than 200, the client would not have read the wallet. */
function parseStored<T>(endpoint: Endpoint<T>, body: Uint8Array): Parsed<T> {
  const answer = { status: 200, headers: {}, body: Buffer.from(body), sentAt: 0, answeredAt: 0 };
  const result = parseResponse({ kind: 'answer', ...answer }, endpoint);
  return result.kind === 'answered' ? { value: result.value } : { fault: result.error.message };
}
