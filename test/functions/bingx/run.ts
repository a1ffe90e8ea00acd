/** Runs the client against an exchange on a simulated clock that advances only by its waits, and records its output. */
import { type Client, type ClientOptions, createClient } from '../../../functions/bingx/client';
import { WALLETS } from '../../../functions/bingx/endpoints';
import type { SessionRequest } from '../../../functions/bingx/session';
import type { Credentials, Reading, WalletBalances } from '../../../functions/bingx/types';

export const NOW = 1_764_000_000_000;

export const CREDENTIALS: Credentials = {
  apiKey: 'bLJsLqPaVzdTBQGmpyKwZ3cUdS7nYkRHwXoNfE41',
  secretKey: 'Q9vUuGyEGt6ZEkpUObCYCmIfh0elYsZVh80jlYwp',
};

export type World = {
  /** The exchange's clock: epoch ms. */
  now: () => number;
  /** How long the client waited, in order: ms. */
  waits: number[];
  log: { message: string; details: Record<string, unknown> }[];
  rotations: number;
  parts: Omit<ClientOptions, 'baseUrl'>;
  /** Time that passes by itself. */
  pass: (ms: number) => void;
};

/** `skewMs` is the client's clock minus the exchange's. Random is always a half. */
export function world({ skewMs = 0, start = NOW } = {}): World {
  let now = start;
  const made: World = {
    now: () => now,
    waits: [],
    log: [],
    rotations: 0,
    pass: (ms) => {
      now += ms;
    },
    parts: {
      clock: () => now + skewMs,
      random: () => 0.5,
      sleep: async (ms) => {
        made.waits.push(ms);
        now += ms;
      },
      log: { warn: (message, details) => made.log.push({ message, details }) },
    },
  };
  return made;
}

export type SpotReading = Reading<WalletBalances>;

export const readSpot = (client: Client, request: SessionRequest): Promise<SpotReading> =>
  client.openSession(request).read(WALLETS.spot);

export type RunOptions = {
  /** From now on: ms. */
  deadlineMs?: number;
  credentials?: Credentials;
  rotated?: Credentials;
};

/** Reads the balance as a snapshot does: the clock first, then the balance. */
export async function run(
  here: World,
  parts: Partial<ClientOptions> & { baseUrl: string },
  { deadlineMs = 30_000, credentials = CREDENTIALS, rotated }: RunOptions = {},
): Promise<SpotReading> {
  const client = createClient({ ...here.parts, ...parts });
  const deadline = here.parts.clock() + deadlineMs;
  void client.syncClock(deadline);
  return readSpot(client, {
    credentials,
    deadline,
    getCredentials: async () => {
      here.rotations++;
      return rotated ?? credentials;
    },
  });
}
