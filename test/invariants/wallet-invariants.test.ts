/** Tests of the invariants of optional wallets, totals and prices: removing the code that upholds one makes them fail. */
import type { CapturedRow } from '../../functions/history/row';
import { checkInvariants } from './invariants';
import type { Run } from './run';
import {
  type ExchangeTrouble,
  NO_TROUBLES,
  OPTIONAL_ENDPOINTS,
  type OptionalEndpoint,
  type Troubles,
} from './troubles';
import { SLOT, useWorld } from './use-world';

const { world, account, renew } = useWorld();

/** Takes a snapshot with these failures of optional endpoints, and checks all invariants. */
async function capture(optional: Troubles['optional'] = {}): Promise<{ run: Run; row: CapturedRow }> {
  const run = await world().deliver({
    account: account(),
    slot: SLOT,
    troubles: { ...NO_TROUBLES, optional },
  });
  const rows = await world().rows();
  checkInvariants({ world: world(), rows, runs: [run], captured: new Map() });
  const [row] = rows;
  if (row?.status !== 'captured') throw new Error(`the run ended as ${JSON.stringify(run.outcome)}`);
  return { run, row };
}

const TROUBLES: [string, ExchangeTrouble][] = [
  ['refuses permanently', { error: 'permission denied' }],
  ['bans', { status: 403 }],
  ['rejects the address', { error: 'address not whitelisted' }],
  ['answers later than any limit', { slowMs: 90_000 }],
  ['answers with another shape', { body: '{"code":0,"data":{"list":[]}}' }],
  ['answers with no JSON', { body: '<html>maintenance</html>' }],
  ['answers with HTTP 503', { status: 503 }],
  ['cannot be reached', { transport: 'network-error' }],
  ['quotes the request', { echoes: true }],
];

const all = (trouble: ExchangeTrouble): Troubles['optional'] =>
  Object.fromEntries(OPTIONAL_ENDPOINTS.map((endpoint) => [endpoint, [trouble, trouble]]));

const SPOT = { BTC: { free: '44.376922000000002373', locked: '0' } };

describe('Invariant 9: what is unknown is never stored as zero', () => {
  it('and what was read is stored: each wallet with its amounts, totals and prices', async () => {
    const { row } = await capture();

    expect(row.walletErrors).toBeUndefined();
    expect(Object.keys(row.balances).sort()).toEqual([
      'USDTMPerp',
      'coinMPerp',
      'fund',
      'spot',
      'stdFutures',
    ]);
    expect(row.balances.coinMPerp?.BTC?.unrealizedProfit).toBe('-0.0001011');
    expect(row.exchangeTotals).toEqual({ USDTMPerp: '196.74', copyTrading: '80' });
    expect(Object.keys(row.prices ?? {}).sort()).toEqual(['BTC', 'USDT']);
  });

  it.each(OPTIONAL_ENDPOINTS)('%s: it is an error in the row, and nothing else of it', async (endpoint) => {
    const { row } = await capture({ [endpoint]: [{ error: 'permission denied' }] });

    expect(Object.keys(row.walletErrors ?? {})).toEqual([endpoint]);
    expect(row.balances).not.toHaveProperty(endpoint);
    if (endpoint === 'allAccountBalance') expect(row.exchangeTotals).toBeUndefined();
    if (endpoint === 'ticker') expect(row.prices).toEqual({ USDT: '1' });
  });

  it('a wallet that answers empty against the total of the exchange is doubtful', async () => {
    const empty = { body: '{"code":0,"msg":"","data":[]}' };

    const { row } = await capture({ USDTMPerp: [empty, empty] });

    expect(row.walletErrors).toMatchObject({ USDTMPerp: { reason: 'empty-doubtful' } });
  });
});

describe('Invariant 10: nothing optional delays, fails or changes the spot wallet', () => {
  const cases = OPTIONAL_ENDPOINTS.flatMap((endpoint) =>
    TROUBLES.map(([what, trouble]): [OptionalEndpoint, string, ExchangeTrouble] => [endpoint, what, trouble]),
  );

  let undisturbed: CapturedRow;
  beforeAll(async () => {
    renew();
    undisturbed = (await capture()).row;
  });

  it.each(cases)('where %s %s', async (endpoint, _what, trouble) => {
    const { row } = await capture({ [endpoint]: [trouble, trouble] });

    expect(row.balances.spot).toEqual(SPOT);
    expect(row.capturedAt).toBe(undisturbed.capturedAt);
    expect(row.walletErrors).toHaveProperty(endpoint);
  });

  it.each(TROUBLES)('where every optional endpoint %s', async (_what, trouble) => {
    const { run, row } = await capture(all(trouble));

    expect(row.balances).toEqual({ spot: SPOT });
    expect(Object.keys(row.walletErrors ?? {}).sort()).toEqual([...OPTIONAL_ENDPOINTS].sort());
    expect(run).toMatchObject({ end: 'returned', outcome: { outcome: 'captured' } });
    expect(run.metrics).toMatchObject([{ values: { SnapshotCaptured: 1 } }, { values: { WalletError: 1 } }]);
  });

  it('and a failed spot wallet fails the run whatever else was read', async () => {
    const exchange = [undefined, { error: 'permission denied' as const }];

    const run = await world().deliver({
      account: account(),
      slot: SLOT,
      troubles: { ...NO_TROUBLES, exchange },
    });

    expect(run.outcome).toMatchObject({ outcome: 'failed', reason: 'permission-denied' });
    expect(await world().rows()).toMatchObject([{ status: 'failed' }]);
  });
});
