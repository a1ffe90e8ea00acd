/** A fake BingX with an account of every wallet, and signed requests to it, for one test file. */
import { createHmac } from 'node:crypto';
import { demoWallets } from '../../../../infra/local/demo/wallets';
import {
  type FakeBingx,
  type FakeBingxOptions,
  startFakeBingx,
} from '../../../../infra/local/fake-bingx/server';

export const NOW = 1_764_000_000_000;
export const ACCOUNT = {
  apiKey: 'the-key',
  secretKey: 'the-secret',
  uid: '1341158271307522053',
  balances: [{ asset: 'BTC', free: '1', locked: '0' }],
  wallets: demoWallets,
};

export const sign = (text: string) =>
  `${text}&signature=${createHmac('sha256', ACCOUNT.secretKey).update(text).digest('hex')}`;
export const STAMPED = sign(`timestamp=${NOW}`);

/** The fake that `start` started last; it is stopped after each test. */
export let exchange: FakeBingx;

export async function start(options: Partial<FakeBingxOptions> = {}) {
  exchange = await startFakeBingx({ accounts: [ACCOUNT], now: () => NOW, ...options });
}

export async function text(path: string, query = STAMPED, { apiKey = 'the-key', method = 'GET' } = {}) {
  const headers: Record<string, string> = apiKey === '' ? {} : { 'X-BX-APIKEY': apiKey };
  return (await fetch(`${exchange.url}${path}?${query}`, { method, headers })).text();
}

/** Sends a request, and returns its response without its timestamp. */
export async function request(...parameters: Parameters<typeof text>) {
  const { timestamp: _, ...response } = JSON.parse(await text(...parameters));
  return response;
}
