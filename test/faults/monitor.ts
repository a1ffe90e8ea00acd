/** Faults of accounts as the monitor reports them, and faults of the monitor itself. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRowReader } from '../../functions/monitor/row-reader';
import { runMonitor } from '../../functions/monitor/run';
import type { Engine } from '../invariants/engine';
import { NO_TROUBLES, type Troubles } from '../invariants/troubles';
import { awsError, timedOut, type WireResponse, wiredTo } from '../invariants/wire';
import { MAX_LATENESS_SECONDS, SCHEDULE, type World } from '../invariants/world';

/** What each request of the monitor to the table, or to SNS, meets; the request succeeds where there is none left. */
type MonitorTroubles = { table?: (WireResponse | 'no answer')[]; topic?: number };

export type MonitorFault = {
  fault: string;
  happens(scene: Scene): Promise<void>;
  expected: {
    /** Subjects of the messages, in order. */
    messages: string[];
    /** Whether the last run ended with an error, and so sent no gauges: the alarm on the monitor's silence notices it. */
    isSilent: boolean;
  };
};

export type Scene = {
  /** Takes the snapshot of a slot at its time. */
  snapshot(slot: string, troubles?: Partial<Troubles>): Promise<void>;
  /** Runs the monitor at this time of 2026-11-22. */
  monitor(time: string, troubles?: MonitorTroubles): Promise<void>;
};

export type MonitorResult = MonitorFault['expected'];

export function createScene(world: World, { answer, tableName }: Engine): Scene & { result: MonitorResult } {
  const account = world.accounts[0]?.id ?? '';
  const result: MonitorResult = { messages: [], isSilent: false };
  return {
    result,
    async snapshot(slot, troubles) {
      world.time.theirs = Date.parse(slot) + 1000;
      await world.deliver({ account, slot, troubles: { ...NO_TROUBLES, ...troubles } });
    },
    async monitor(time, { table = [], topic = 0 } = {}) {
      const [responses, lines] = [[...table], [] as string[]];
      let refusals = topic;
      const client = new DynamoDBClient(
        wiredTo(async (request) => {
          const response = responses.shift();
          if (response === 'no answer') throw timedOut();
          return response ?? answer(request);
        }),
      );
      const accounts = [
        { id: account, schedule: SCHEDULE, timezone: 'UTC', maxLatenessSeconds: MAX_LATENESS_SECONDS },
      ];
      await runMonitor(
        { slot: at(time), accounts },
        {
          reader: createRowReader(client, tableName, async () => undefined),
          async publish({ subject }) {
            if (refusals-- > 0) throw new Error('SNS: AuthorizationError');
            result.messages.push(subject.replaceAll(account, 'main'));
          },
          printLine: (line) => lines.push(line),
          stack: 'BalanceSnapshots',
        },
      ).catch(() => undefined);
      result.isSilent = !lines.some((line) => line.includes('SlotsMissing'));
    },
  };
}

/** A time of the day that the faults happen on: a Sunday. */
export const at = (time: string) => `2026-11-22T${time}:00Z`;

const SIX = at('06:00');
const SEVEN = at('07:00');
const EIGHT = at('08:00');

const refused = { exchange: Array(9).fill({ says: 'address not whitelisted' }) };
const busy = { exchange: Array(9).fill({ says: 'system busy' }) };
const THROTTLED = awsError(400, 'ProvisionedThroughputExceededException');

const reports = (...messages: string[]) => ({ messages, isSilent: false });

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
      const optional = { fund: [{ says: 'permission denied' as const }] };
      await snapshot(SIX, { optional });
      await monitor('06:35');
      await snapshot(SEVEN, { optional });
      await monitor('07:35');
      await snapshot(EIGHT);
      await monitor('08:35');
    },
    expected: reports(
      'main, wallet fund: permission-denied since 06:00Z',
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
    expected: { messages: [], isSilent: true },
  },
  {
    fault: 'The monitor has no permission to read the table',
    async happens({ snapshot, monitor }) {
      await snapshot(SIX);
      await monitor('07:35', { table: [awsError(400, 'AccessDeniedException')] });
    },
    expected: { messages: [], isSilent: true },
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
    expected: { messages: [], isSilent: true },
  },
];
