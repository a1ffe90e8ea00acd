/** Faults of DynamoDB, on the way there and on the way back. */
import type { TableTrouble } from '../invariants/troubles';
import { captures, deliver, during, type Fault, failsAs } from './fault';

const table = (...troubles: (TableTrouble | undefined)[]) => during({ table: troubles });
const refused = { exchange: [undefined, { says: 'permission denied' as const }] };

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
    fault: 'The write is made, its answer gets lost (timeout)',
    happens: table('lost'),
    expected: captures(1),
  },
  {
    fault: 'The write is made, its answer gets lost (connection reset)',
    happens: table('lost to a reset'),
    expected: captures(1),
  },
  {
    fault: 'The write is made, the answers to all tries get lost',
    happens: table('lost', 'lost', 'lost'),
    expected: captures(1),
  },
  {
    fault: 'The write is made, its answer gets lost, and so does the reading of what is there',
    happens: table('lost', undefined, 'unreached', 'unreached', 'unreached'),
    expected: captures(1),
  },
  {
    fault: 'The function may not write a snapshot once; the failure is written, the log holds the row',
    happens: table('denied'),
    expected: failsAs('history-unavailable', 1),
  },
  {
    fault: 'DynamoDB throttles the snapshot past the retries; the failure is written, the log holds the row',
    happens: table('throttled', 'throttled', 'throttled'),
    expected: failsAs('history-unavailable', 1),
  },
  {
    fault: 'DynamoDB is away; the log holds the row',
    happens: table(...Array.from({ length: 9 }, () => 'unreached' as const)),
    expected: { run: 'history-unavailable', slot: 'nothing', asked: 1 },
  },
  {
    fault: 'DynamoDB is away, then Lambda delivers again',
    async happens(world, account) {
      await deliver(world, account, { table: Array.from({ length: 9 }, () => 'unreached' as const) });
      return deliver(world, account);
    },
    expected: captures(1),
  },
  {
    fault: 'A failure cannot be written',
    happens: during({ ...refused, table: ['denied'] }),
    expected: { run: 'permission-denied', slot: 'nothing', asked: 1 },
  },
  {
    fault: 'A failure is written, its answer gets lost',
    happens: during({ ...refused, table: ['lost'] }),
    expected: failsAs('permission-denied', 1),
  },
  {
    fault: 'A wallet of 9,000 assets is larger than a row may be; the log holds it whole',
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
