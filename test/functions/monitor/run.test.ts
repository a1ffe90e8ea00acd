/** A run of the monitor: its messages and their times, its gauges, and what a failed run does not send. */
import { parseMonitorEvent } from '../../../functions/monitor/event';
import type { Message } from '../../../functions/monitor/messages';
import { runMonitor } from '../../../functions/monitor/run';
import { CAPTURED, failedState, type MemoryRows, memoryRows } from './memory-rows';

const ACCOUNTS = ['desk', 'main'].map((id) => ({ id, schedule: 'cron(0 * * * ? *)' }));

async function run(slot: string, rows: MemoryRows, accounts = ACCOUNTS) {
  const published: Message[] = [];
  const lines: string[] = [];
  await runMonitor(parseMonitorEvent({ slot, accounts }), {
    reader: rows.reader(),
    publish: async (message) => void published.push(message),
    printLine: (line) => void lines.push(line),
    stack: 'BalanceSnapshots',
  });
  return {
    subjects: published.map(({ subject }) => subject),
    bodies: published.map(({ body }) => body),
    gauges: lines.map((line) => JSON.parse(line)),
  };
}

/** Captured rows of both accounts. */
function rowsOf(...slots: string[]): MemoryRows {
  const rows = memoryRows();
  for (const slot of slots) for (const { id } of ACCOUNTS) rows.write(id, slot, CAPTURED);
  return rows;
}

const SUNDAY = '2026-11-22';
const MONDAY = '2026-11-23';

it('publishes nothing when nothing changed, and sends its heartbeat', async () => {
  const { subjects, gauges } = await run(
    `${SUNDAY}T06:35:00Z`,
    rowsOf(`${SUNDAY}T05:00:00Z`, `${SUNDAY}T06:00:00Z`),
  );

  expect(subjects).toEqual([]);
  expect(gauges).toEqual([
    {
      _aws: {
        Timestamp: Date.parse(`${SUNDAY}T06:35:00Z`),
        CloudWatchMetrics: [
          {
            Namespace: 'BalanceSnapshots',
            Dimensions: [['stack']],
            Metrics: [{ Name: 'SlotsMissing', Unit: 'Count' }],
          },
        ],
      },
      stack: 'BalanceSnapshots',
      SlotsMissing: 0,
    },
  ]);
});

it('publishes one message about all changes, and counts accounts by reason', async () => {
  const rows = rowsOf(`${SUNDAY}T05:00:00Z`);
  rows.write('desk', `${SUNDAY}T06:00:00Z`, failedState(`${SUNDAY}T06:00:00Z`, 'exchange-unavailable'));

  const { subjects, gauges } = await run(`${SUNDAY}T06:35:00Z`, rows);

  expect(subjects).toEqual(['2 accounts: 2 new problems']);
  expect(gauges).toMatchObject([
    { stack: 'BalanceSnapshots', SlotsMissing: 1 },
    { stack: 'BalanceSnapshots', AccountsFailing: 1 },
    { stack: 'BalanceSnapshots', reason: 'exchange-unavailable', AccountsFailing: 1 },
  ]);
});

it('publishes open problems daily at 07:00Z, with their beginning', async () => {
  const rows = rowsOf(`${SUNDAY}T03:00:00Z`);
  for (const hour of ['04', '05', '06']) {
    const slot = `${SUNDAY}T${hour}:00:00Z`;
    rows.write('main', slot, CAPTURED);
    rows.write('desk', slot, failedState(slot, 'banned'));
  }

  const { subjects, bodies } = await run(`${SUNDAY}T07:00:00Z`, rows);

  expect(subjects).toEqual(['1 account with open problems']);
  expect(bodies[0]).toContain('desk: banned\n  Account: desk since 2026-11-22T04:00:00Z\n');
});

it('names the beginning of each account with a problem, and none for a wallet', async () => {
  const slot = `${SUNDAY}T06:00:00Z`;
  const rows = rowsOf(`${SUNDAY}T03:00:00Z`);
  rows.write('main', slot, { kind: 'captured', wallets: { fund: 'retired' } });

  const { bodies } = await run(`${SUNDAY}T07:00:00Z`, rows);

  expect(bodies[0]).toContain('desk: missing\n  Account: desk since 2026-11-22T04:00:00Z\n');
  expect(bodies[0]).toContain('main, wallet fund: retired\n  Account: main\n');
});

it('names the beginning of a problem although many accounts have another one', async () => {
  const rows = memoryRows();
  const accounts = Array.from({ length: 52 }, (_, i) => ({
    id: `a${10 + i}`,
    schedule: 'cron(0 6 * * ? *)',
  }));
  for (const { id } of accounts) {
    rows.write(id, '2026-11-20T06:00:00Z', CAPTURED);
    rows.write(
      id,
      `${SUNDAY}T06:00:00Z`,
      failedState(`${SUNDAY}T06:00:00Z`, id === 'a61' ? 'banned' : 'too-late'),
    );
  }

  const { bodies } = await run(`${SUNDAY}T07:00:00Z`, rows, accounts);

  expect(bodies[0]).toContain('a61: banned\n  Account: a61 since 2026-11-21T06:00:00Z\n');
});

it('links the runbook where it is configured', async () => {
  const published: Message[] = [];
  await runMonitor(parseMonitorEvent({ slot: `${SUNDAY}T06:35:00Z`, accounts: ACCOUNTS }), {
    reader: rowsOf(`${SUNDAY}T05:00:00Z`).reader(),
    publish: async (message) => void published.push(message),
    printLine: () => {},
    stack: 'BalanceSnapshots',
    runbookUrl: 'https://example.com/RUNBOOK.md',
  });

  expect(published[0]?.body).toContain('Runbook: https://example.com/RUNBOOK.md#missing\n');
});

it('publishes nothing at 07:00Z without open problems, except on Mondays', async () => {
  const all = (day: string) => rowsOf(`${day}T05:00:00Z`, `${day}T06:00:00Z`);

  expect((await run(`${SUNDAY}T07:00:00Z`, all(SUNDAY))).subjects).toEqual([]);
  expect((await run(`${MONDAY}T07:00:00Z`, all(MONDAY))).subjects).toEqual([
    '2 of 2 accounts captured their latest slot',
  ]);
});

describe('an account without any row', () => {
  const runWith = async (slot: string, schedule: string) => {
    const published: Message[] = [];
    const lines: string[] = [];
    await runMonitor(parseMonitorEvent({ slot, accounts: [{ id: 'new', schedule }] }), {
      reader: memoryRows().reader(),
      publish: async (message) => void published.push(message),
      printLine: (line) => void lines.push(line),
      stack: 'BalanceSnapshots',
    });
    return { published, missing: lines.map((line) => JSON.parse(line).SlotsMissing) };
  };

  it('is not missing before its first slot, although an earlier slot of its monthly schedule has none', async () => {
    expect(await runWith(`${SUNDAY}T07:00:00Z`, 'cron(0 0 1 * ? *)')).toEqual({
      published: [],
      missing: [0],
    });
  });

  it('is missing and listed daily where a slot was due within the last day', async () => {
    const { published, missing } = await runWith('2026-12-01T07:00:00Z', 'cron(0 0 1 * ? *)');

    expect(missing).toEqual([1]);
    expect(published).toMatchObject([{ subject: '1 account with open problems' }]);
    expect(published[0]?.body).toContain('new: no-row-yet\n');
    expect(published[0]?.body).toContain('  Latest slot: 2026-12-01T00:00:00Z\n');
  });

  it('is listed daily with a rate of less than a day, although its first slot is unknown', async () => {
    const { published } = await runWith(`${SUNDAY}T07:00:00Z`, 'rate(1 hour)');

    expect(published[0]?.body).toContain('new: no-row-yet\n  Account: new\n  Cause: ');
  });

  it('is listed on each Monday', async () => {
    const { published, missing } = await runWith(`${MONDAY}T07:00:00Z`, 'cron(0 0 1 * ? *)');

    expect(missing).toEqual([0]);
    expect(published).toMatchObject([{ subject: '0 of 1 account captured its latest slot' }]);
    expect(published[0]?.body).toContain('new: no-row-yet\n');
  });
});

it('a run that could not publish reports itself as failed, for its own period and the next one', async () => {
  const rows = rowsOf(`${SUNDAY}T05:00:00Z`);
  const lines: string[] = [];
  const running = runMonitor(parseMonitorEvent({ slot: `${SUNDAY}T06:35:00Z`, accounts: ACCOUNTS }), {
    reader: rows.reader(),
    publish: () => Promise.reject(new Error('not authorized')),
    printLine: (line) => void lines.push(line),
    stack: 'BalanceSnapshots',
  });

  await expect(running).rejects.toThrow('not authorized');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject(
    ['06:35', '06:40'].map((time) => ({
      _aws: { Timestamp: Date.parse(`${SUNDAY}T${time}:00Z`) },
      stack: 'BalanceSnapshots',
      SlotsMissing: -1,
      failedRun: `${SUNDAY}T06:35:00Z`,
    })),
  );
});
