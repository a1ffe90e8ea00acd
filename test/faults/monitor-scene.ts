/** Snapshots of an account and runs of the monitor at chosen times, with faults of the monitor's own requests. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRowReader } from '../../functions/monitor/row-reader';
import { runMonitor } from '../../functions/monitor/run';
import type { Engine } from '../invariants/engine';
import { NO_TROUBLES, type Troubles } from '../invariants/troubles';
import { timedOut, type WireResponse, wiredTo } from '../invariants/wire';
import { MAX_LATENESS_SECONDS, SCHEDULE, type World } from '../invariants/world';

/** Faults of the next requests of the monitor to the table, and the number of failing ones to SNS; later ones succeed. */
type MonitorTroubles = { table?: (WireResponse | 'no answer')[]; topic?: number };

export type MonitorResult = {
  /** Subjects of the messages, in order. */
  messages: string[];
  /** Whether the last run reported that it failed: the alarm on the monitor's silence notices it. */
  hasFailed: boolean;
};

export type Scene = {
  /** Takes the snapshot of a slot at its time, or `minutesLater`. */
  snapshot(slot: string, troubles?: Partial<Troubles>, minutesLater?: number): Promise<void>;
  /** Runs the monitor at this time of 2026-11-22. */
  monitor(time: string, troubles?: MonitorTroubles): Promise<void>;
};

export function createScene(world: World, { answer, tableName }: Engine): Scene & { result: MonitorResult } {
  const account = world.accounts[0]?.id ?? '';
  const result: MonitorResult = { messages: [], hasFailed: false };
  return {
    result,
    async snapshot(slot, troubles, minutesLater = 0) {
      world.time.theirs = Date.parse(slot) + 1000 + minutesLater * 60_000;
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
      result.hasFailed = lines.some((line) => line.includes('"SlotsMissing":-1'));
    },
  };
}

/** A time of the day that the faults happen on: a Sunday. */
export const at = (time: string) => `2026-11-22T${time}:00Z`;
