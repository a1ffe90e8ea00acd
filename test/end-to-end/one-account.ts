/** A running stack with one account for the tests of a file, slots for its runs, and their metrics. */
import { PATHS } from '../../infra/local/fake-bingx/server';
import { ACCOUNT, type RunningStack, runStack } from '../support/running-stack';

export const BALANCES = [
  { asset: 'BTC', free: '44.37692200000000237300', locked: '0' },
  { asset: 'USDT', free: '244.18616265388994', locked: '0.000000000000000001' },
  { asset: 'SHIB', free: '12345678901234567890123456789012345678', locked: '244186165388994' },
  { asset: 'DOGE', free: '0.00000000', locked: '0' },
];

export let running: RunningStack;

/** Registers the hooks of a test file: one stack for all of its tests. */
export function useStack(): void {
  beforeAll(async () => {
    running = await runStack({ balances: BALANCES });
  }, 60_000);
  afterAll(() => running.stop());
  afterEach(() => running.exchange.stubAlways(PATHS.spotBalance, undefined));
}

let hour = 0;
/** A slot not used by another test of the file. */
export const newSlot = () => new Date(Date.UTC(2026, 10, 22, hour++)).toISOString().replace('.000', '');

export const metric = (name: string) => ({
  namespace: 'BalanceSnapshots',
  name,
  value: 1,
  dimensions: name === 'SnapshotCaptured' ? { stack: 'BalanceSnapshots' } : { account: ACCOUNT },
});
