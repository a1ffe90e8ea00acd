/** Check results of the endpoints that a snapshot can do without. */
import { optionalResults } from '../../../functions/snapshot/check-optional';
import { accountOf, answered } from './collaborators';

const messagesOf = (changes: Parameters<typeof accountOf>[1]) =>
  optionalResults(accountOf(answered(), changes)).map(
    ({ check, status, message }) => `${check} ${status}: ${message}`,
  );

it('what cannot be read is a warning with reason, code, message and remedy', () => {
  const messages = messagesOf({
    errors: {
      fund: { reason: 'retired', code: '100404', message: 'api is offline.' },
      stdFutures: { reason: 'timed-out', message: 'no answer' },
      coinMPerp: { reason: 'permission-denied', code: '100004', message: 'No access.' },
      allAccountBalance: { reason: 'exchange-unavailable', code: 'HTTP 503', message: 'HTTP 503' },
      ticker: { reason: 'timed-out', message: 'need Wealth permission' },
    },
  });

  expect(messages).toEqual([
    'wallet warning: The wallet fund cannot be read: retired (100404): api is offline. BingX no longer offers it: leave the wallet out of the configuration.',
    'wallet warning: The wallet stdFutures cannot be read: timed-out: no answer. Check again later.',
    'wallet warning: The wallet coinMPerp cannot be read: permission-denied (100004): No access. Give the key the permission Read on BingX.',
    "totals warning: BingX's own totals cannot be read: exchange-unavailable (HTTP 503): HTTP 503. Check again later; if it persists, check the function's internet access.",
    'prices warning: Prices cannot be read: timed-out: need Wealth permission. Check again later.',
  ]);
});

it('totals that were not requested have no result, and a price that is missing is shown as unknown', () => {
  expect(messagesOf({})).toEqual(['prices ok: Prices can be read: BTC is ? USDT.']);
});

it("a total that differs from BingX's own or cannot be compared is a warning", () => {
  const assets = [{ asset: 'USDT', balance: '100', equity: '100' }];
  const wallets = { USDTMPerp: { assets, isEmpty: false } };
  const pricesOf = () => ({ prices: { USDT: '1' }, priceSources: {} });

  const allTotals: Record<string, string>[] = [{ USDTMPerp: '100' }, { USDTMPerp: '50' }, {}];
  const statuses = allTotals.map((totals) =>
    optionalResults(accountOf(answered(), { wallets, pricesOf, totals }))
      .filter(({ check }) => check === 'totals')
      .map(({ status }) => status),
  );

  expect(statuses).toEqual([['ok'], ['warning'], ['warning']]);
});
