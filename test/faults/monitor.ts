/** Faults of accounts as the monitor reports them, and faults of the monitor itself. */
import { awsError } from '../invariants/wire';
import { at, type MonitorResult, type Scene } from './monitor-scene';

export type MonitorFault = {
  fault: string;
  happens(scene: Scene): Promise<void>;
  expected: MonitorResult;
};

const SIX = at('06:00');
const SEVEN = at('07:00');
const EIGHT = at('08:00');

const refused = { exchange: Array(9).fill({ error: 'address not whitelisted' }) };
const denied = { exchange: Array(9).fill({ error: 'permission denied' }) };
const busy = { exchange: Array(9).fill({ error: 'system busy' }) };
const THROTTLED = awsError(400, 'ProvisionedThroughputExceededException');

const reports = (...messages: string[]) => ({ messages, hasFailed: false });

export const MONITOR_FAULTS: MonitorFault[] = [
  {
    fault: 'A slot is not delivered',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35');
    },
    expected: reports('main: missing since 07:00Z'),
  },
  {
    fault: 'The schedule is deleted for two slots',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35');
      await monitor('08:35');
    },
    expected: reports('main: missing since 07:00Z'),
  },
  {
    fault: 'The first slot of an account is not delivered',
    happens: ({ monitor }) => monitor('06:35'),
    expected: reports(),
  },
  {
    fault: 'A slot fails for good',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, refused);
      await monitor('07:05');
      await monitor('07:35');
    },
    expected: reports('main: ip-not-whitelisted since 07:00Z'),
  },
  {
    fault: 'A slot fails for good, and so does a second delivery after that was reported',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, refused);
      await monitor('07:05');
      await snapshot(SEVEN, refused, 10);
      await monitor('07:35');
      await snapshot(EIGHT, refused);
      await monitor('08:05');
      await monitor('08:35');
    },
    expected: reports('main: ip-not-whitelisted since 07:00Z'),
  },
  {
    fault: 'A slot fails for good, and a second delivery fails for another reason',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, refused);
      await monitor('07:05');
      await snapshot(SEVEN, denied, 10);
      await monitor('07:35');
      await snapshot(EIGHT, denied);
      await monitor('08:05');
      await monitor('08:35');
    },
    expected: reports(
      'main: ip-not-whitelisted since 07:00Z',
      'main: permission-denied since 08:00Z (before: ip-not-whitelisted)',
    ),
  },
  {
    fault: 'A slot fails for good, and BingX is unavailable for a second delivery',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, refused);
      await monitor('07:05');
      await snapshot(SEVEN, busy, 10);
      await monitor('07:35');
    },
    expected: reports('main: ip-not-whitelisted since 07:00Z'),
  },
  {
    fault: 'A slot fails, and a retry fails for good after five minutes',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, busy);
      await monitor('07:05');
      await snapshot(SEVEN, refused, 7);
      await monitor('07:35');
    },
    expected: reports('main: ip-not-whitelisted since 07:00Z'),
  },
  {
    fault: 'A slot fails for good, and is captured after that was reported',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, refused);
      await monitor('07:05');
      await snapshot(SEVEN, {}, 10);
      await monitor('07:35');
      await snapshot(EIGHT);
      await monitor('08:35');
    },
    expected: reports('main: ip-not-whitelisted since 07:00Z'),
  },
  {
    fault: 'Two slots fail for the same reason',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, busy);
      await monitor('07:35');
      await snapshot(EIGHT, busy);
      await monitor('08:35');
    },
    expected: reports('main: exchange-unavailable since 07:00Z'),
  },
  {
    fault: 'Two slots fail for different reasons',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, busy);
      await monitor('07:35');
      await snapshot(EIGHT, refused);
      await monitor('08:05');
    },
    expected: reports(
      'main: exchange-unavailable since 07:00Z',
      'main: ip-not-whitelisted since 08:00Z (before: exchange-unavailable)',
    ),
  },
  {
    fault: 'A slot fails, and a retry captures it before its time is up',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, busy);
      await snapshot(SEVEN);
      await monitor('07:05');
      await monitor('07:35');
    },
    expected: reports(),
  },
  {
    fault: 'A slot fails, and the next one is captured',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(SEVEN, busy);
      await monitor('07:35');
      await snapshot(EIGHT);
      await monitor('08:35');
    },
    expected: reports('main: exchange-unavailable since 07:00Z', 'main: recovered at 08:00Z after 1 slot'),
  },
  {
    fault: 'A missing slot is captured after it was reported, and the next one as well',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35');
      await snapshot(SEVEN);
      await snapshot(EIGHT);
      await monitor('08:35');
    },
    expected: reports('main: missing since 07:00Z'),
  },
  {
    fault: 'An optional wallet cannot be read for two slots',
    async happens({ snapshot, monitor }) {
      const optional = { fund: [{ error: 'permission denied' as const }] };
      await snapshot(SIX, { optional });
      await monitor('06:35');
      await snapshot(SEVEN, { optional });
      await monitor('07:35');
      await snapshot(EIGHT);
      await monitor('08:35');
    },
    expected: reports(
      'Warning: main, wallet fund: permission-denied since 06:00Z',
      'main, wallet fund: recovered at 08:00Z',
    ),
  },
  {
    fault: 'A run of the monitor is repeated',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35');
      await monitor('07:35');
    },
    expected: reports('main: missing since 07:00Z', 'main: missing since 07:00Z'),
  },
  {
    fault: 'A run of the monitor is lost, and its event is sent again later',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await snapshot(EIGHT);
      await monitor('08:35');
      await monitor('07:35');
    },
    expected: reports('main: recovered at 08:00Z after 1 slot', 'main: missing since 07:00Z'),
  },
  {
    fault: 'DynamoDB throttles the monitor twice',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { table: [THROTTLED, THROTTLED] });
    },
    expected: reports('main: missing since 07:00Z'),
  },
  {
    fault: 'DynamoDB is unavailable for the monitor',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { table: Array(30).fill('no answer') });
    },
    expected: { messages: [], hasFailed: true },
  },
  {
    fault: 'The monitor has no permission to read the table',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { table: [awsError(400, 'AccessDeniedException')] });
    },
    expected: { messages: [], hasFailed: true },
  },
  {
    fault: 'The monitor has no permission to publish, and its event is sent again later',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { topic: 1 });
      await monitor('07:35');
    },
    expected: reports('main: missing since 07:00Z'),
  },
  {
    fault: 'The monitor has no permission to publish',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { topic: 1 });
    },
    expected: { messages: [], hasFailed: true },
  },
];
