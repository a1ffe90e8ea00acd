/** The check of an account whose fake BingX is started before, and stopped after, each test of a file. */
import { createExchange } from '../../../functions/bingx/exchange';
import { WALLET_IDS } from '../../../functions/history/row';
import {
  type CheckDependencies,
  type CheckReport,
  checkAccount,
} from '../../../functions/snapshot/check-account';
import type { CheckRequest } from '../../../functions/snapshot/event';
import { type FakeBingx, startFakeBingx } from '../../../infra/local/fake-bingx/server';
import { CANARY, expectNoSecrets, secretsOf } from '../../support/no-secrets';
import { type World, world } from '../bingx/run';

const BALANCES = [
  { asset: 'BTC', free: '1', locked: '0' },
  { asset: 'USDT', free: '0', locked: '0' },
];
const REQUEST: CheckRequest = {
  check: true,
  account: 'main',
  secretId: 'balance-snapshots/main',
  wallets: WALLET_IDS,
  shapes: false,
};

export let here: World = world();
export let fakeBingx: FakeBingx;

/** Registers the hooks of a test file. */
export function useFakeBingx(): void {
  // Slow on a busy machine.
  jest.setTimeout(60_000);

  beforeEach(async () => {
    here = world();
    fakeBingx = await startFakeBingx({
      accounts: [{ ...CANARY, balances: BALANCES }],
      now: () => here.now(),
      seenAddress: '203.0.113.7',
    });
  });
  afterEach(() => fakeBingx.stop());
}

/** Continues the test with the function's clock off by this many milliseconds. */
export function setSkew(skewMs: number): void {
  here = world({ skewMs });
}

export const account = () => fakeBingx.accounts[0] as FakeBingx['accounts'][0];

export async function check(
  dependencies: Partial<CheckDependencies> = {},
  changes: Partial<CheckRequest> = {},
): Promise<CheckReport> {
  const report = await checkAccount(
    { ...REQUEST, ...changes },
    {
      clock: here.parts.clock,
      getCredentials: async () => CANARY,
      exchange: createExchange({ ...here.parts, baseUrl: fakeBingx.url }),
      checkTableWritable: async () => undefined,
      deadline: here.parts.clock() + 30_000,
      ...dependencies,
    },
  );
  expectNoSecrets([report, here.log], secretsOf([CANARY], fakeBingx.requests));
  return report;
}

/** The check and status of each result. */
export const statuses = ({ results }: CheckReport) =>
  results.map(({ check, status }) => `${check} ${status}`);

/** The messages of one check. */
export const messagesOf = ({ results }: CheckReport, name: string) =>
  results.filter(({ check }) => check === name).map(({ message }) => message);
