/** What one reading asks of the exchange, and what it makes of the answer. */
import { createExchange } from '../../../functions/bingx/client';
import { PATHS, type StandIn, startExchange } from '../../../infra/local/exchange/stand-in';

const NOW = 1_764_000_000_000;
const credentials = {
  apiKey: 'bLJsLqPaVzdTBQGmpyKwZ3cUdS7nYkRHwXoNfE41',
  secretKey: 'Q9vUuGyEGt6ZEkpUObCYCmIfh0elYsZVh80jlYwp',
};
const balances = [
  { asset: 'BTC', displayName: 'BTC', free: '44.37692200000000237300', locked: '0' },
  { asset: 'VST', displayName: 'VST', free: '100000000000000', locked: '244.18616265388994' },
];

let standIn: StandIn;
beforeEach(async () => {
  standIn = await startExchange({ accounts: [{ ...credentials, balances }], now: () => NOW });
});
afterEach(() => standIn.stop());

const notRotated = () => Promise.resolve(undefined);

it('reads the spot wallet, to the last digit', async () => {
  const exchange = createExchange({ baseUrl: standIn.url, clock: () => NOW });

  exchange.prepare(NOW + 30_000);
  const reading = await exchange.readSpotBalances({
    credentials,
    rotatedCredentials: notRotated,
    deadline: NOW + 30_000,
  });

  expect(reading).toMatchObject({
    kind: 'answered',
    balances: balances.map(({ asset, free, locked }) => ({ asset, free, locked })),
    attempts: 1,
    clockSkewMs: 0,
    answeredAt: NOW,
  });
  expect(standIn.requests.map(({ path }) => path)).toEqual([PATHS.serverTime, PATHS.spotBalance]);
  expect(standIn.requests[1]?.headers).toMatchObject({
    'x-bx-apikey': credentials.apiKey,
    'accept-encoding': 'gzip',
  });
});
