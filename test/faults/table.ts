/** Faults of DynamoDB, of its requests and of its answers. */
import type { TableTrouble } from '../invariants/troubles';
import { captures, deliver, during, type Fault, failsAs } from './fault';

const table = (...troubles: (TableTrouble | undefined)[]) => during({ table: troubles });
const refused = { exchange: [undefined, { error: 'permission denied' as const }] };

export const TABLE_FAULTS: Fault[] = [
  {
    fault: 'DynamoDB throttles the write twice',
    happens: table('throttled', 'throttled'),
    expected: captures(1),
  },
  {
    fault: 'DynamoDB fails twice (HTTP 500)',
    happens: table('internal error', 'internal error'),
    expected: captures(1),
  },
  { fault: 'DynamoDB does not answer the first write', happens: table('unreached'), expected: captures(1) },
  {
    fault: 'The write takes effect, its answer is lost (timeout)',
    happens: table('lost'),
    expected: captures(1),
  },
  {
    fault: 'The write takes effect, its answer is lost (connection reset)',
    happens: table('lost to a reset'),
    expected: captures(1),
  },
  {
    fault: 'The write takes effect, the answers to all attempts are lost',
    happens: table('lost', 'lost', 'lost'),
    expected: captures(1),
  },
  {
    fault: 'The write takes effect, its answer is lost, and reading the existing row fails',
    happens: table('lost', undefined, 'unreached', 'unreached', 'unreached'),
    expected: captures(1),
  },
  {
    fault: 'DynamoDB denies one write; the failed row is written, the log holds the snapshot',
    happens: table('denied'),
    expected: failsAs('history-unavailable', 1),
  },
  {
    fault:
      'DynamoDB throttles all attempts of one write; the failed row is written, the log holds the snapshot',
    happens: table('throttled', 'throttled', 'throttled'),
    expected: failsAs('history-unavailable', 1),
  },
  {
    fault: 'DynamoDB is unavailable; the log holds the snapshot',
    happens: table(...Array.from({ length: 9 }, () => 'unreached' as const)),
    expected: { run: 'history-unavailable', slot: 'nothing', requests: 1 },
  },
  {
    fault: 'DynamoDB is unavailable, then Lambda delivers again',
    async happens(world, account) {
      await deliver(world, account, { table: Array.from({ length: 9 }, () => 'unreached' as const) });
      return deliver(world, account);
    },
    expected: captures(1),
  },
  {
    fault: 'A failed row cannot be written',
    happens: during({ ...refused, table: ['denied'] }),
    expected: { run: 'permission-denied', slot: 'nothing', requests: 1 },
  },
  {
    fault: 'The write of a failed row takes effect, its answer is lost',
    happens: during({ ...refused, table: ['lost'] }),
    expected: failsAs('permission-denied', 1),
  },
  {
    fault: 'A wallet of 9,000 assets exceeds the maximum row size; the log holds all of it',
    happens(world, account) {
      const free = '1234567.123456789012345678';
      world.hold(
        account,
        Array.from({ length: 9_000 }, (_, i) => ({ asset: `ASSET${i}`, free, locked: free })),
      );
      return deliver(world, account);
    },
    expected: failsAs('history-unavailable', 1),
  },
];
