/** The local scheduler invokes every slot once at its time, and late or not at all after a suspend, a stop or a clock change. */
import { dueSlots, parseSchedule } from '../../../../functions/schedule/schedule';
import { slotTime, toSlot } from '../../../../functions/schedule/slot';
import { runSchedules, type Target } from '../../../../infra/local/serve/scheduler';

const LATENESS_SECONDS = 1800;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Event = { at: string; do: (world: World) => void };

/** A machine whose time passes only while the scheduler sleeps. */
type World = {
  now: number;
  isDiskFull: boolean;
  /** Invocations that wrote a row: slot and delay in ms. */
  captured: { slot: string; delayMs: number }[];
  missed: string[];
  failed: string[];
  /** Ends the current process; the next one starts after `downMs`. */
  stop?: { downMs: number };
};

const createWorld = (from: string): World => ({
  now: slotTime(from),
  isDiskFull: false,
  captured: [],
  missed: [],
  failed: [],
});

/** Runs processes one after the other until `until`, with `events` at their times. */
async function live(world: World, expression: string, timezone: string, until: string, events: Event[] = []) {
  const schedule = parseSchedule(expression, timezone);
  const pending = events.map(({ at, ...event }) => ({ ...event, time: slotTime(at) }));
  const end = slotTime(until);
  const anchor = toSlot(world.now);
  for (;;) {
    const controller = new AbortController();
    const target: Target = {
      name: 'main',
      schedule,
      anchor,
      since: world.now - LATENESS_SECONDS * 1000,
      maxLatenessSeconds: LATENESS_SECONDS,
      isSequential: false,
      async invoke(slot) {
        if (world.captured.some((row) => row.slot === slot)) return;
        if (world.isDiskFull) world.failed.push(slot);
        else world.captured.push({ slot, delayMs: world.now - slotTime(slot) });
      },
      onMissed: (slot) => {
        if (!world.captured.some((row) => row.slot === slot)) world.missed.push(slot);
      },
    };
    const dependencies = {
      now: () => world.now,
      async sleep(ms: number, signal: AbortSignal) {
        world.now += ms;
        while (pending[0] && pending[0].time <= world.now) pending.shift()?.do(world);
        if (world.stop || world.now >= end) controller.abort();
        signal.throwIfAborted();
      },
      onError: (_target: Target, _slot: string, error: Error) => {
        throw error;
      },
    };
    await runSchedules([target], dependencies, controller.signal).catch(() => undefined);
    if (!world.stop) return;
    world.now += world.stop.downMs;
    world.stop = undefined;
  }
}

const due = (expression: string, timezone: string, after: string, until: string) => [
  ...dueSlots(parseSchedule(expression, timezone), after, until),
];

it('runs every slot of two weeks once and on time, across the end of summer time', async () => {
  const world = createWorld('2026-10-18T00:00:30Z');
  const schedule = 'cron(0/15 * * * ? *)';

  await live(world, schedule, 'Europe/Berlin', '2026-11-01T00:00:00Z');

  // The first one was due 30 seconds before the start.
  const expected = [
    '2026-10-18T00:00:00Z',
    ...due(schedule, 'Europe/Berlin', '2026-10-18T00:00:00Z', '2026-10-31T23:59:59Z'),
  ];
  const slots = world.captured.map(({ slot }) => slot);
  expect(slots.slice(-expected.length)).toEqual(expected);
  // Those before the start are within the allowed lateness.
  expect(slots.slice(0, -expected.length)).toEqual(['2026-10-17T23:45:00Z']);
  expect(Math.max(...world.captured.slice(2).map(({ delayMs }) => delayMs))).toBeLessThan(1000);
  expect(world.missed).toEqual([]);
});

it('explains every slot of a month with suspends, restarts and a full disk', async () => {
  const world = createWorld('2026-11-01T00:00:00Z');
  const schedule = 'cron(0 * * * ? *)';
  const suspend = (ms: number) => (w: World) => {
    w.now += ms;
  };
  const events: Event[] = [
    { at: '2026-11-03T09:50:00Z', do: suspend(15 * MINUTE) },
    { at: '2026-11-07T09:50:00Z', do: suspend(5 * HOUR) },
    {
      at: '2026-11-12T05:59:58Z',
      do: (w) => {
        w.stop = { downMs: 2 * MINUTE };
      },
    },
    {
      at: '2026-11-15T02:30:00Z',
      do: (w) => {
        w.isDiskFull = true;
      },
    },
    {
      at: '2026-11-15T04:30:00Z',
      do: (w) => {
        w.isDiskFull = false;
      },
    },
    {
      at: '2026-11-20T01:10:00Z',
      do: (w) => {
        w.stop = { downMs: 3 * 24 * HOUR };
      },
    },
  ];

  await live(world, schedule, 'UTC', '2026-12-01T00:00:00Z', events);

  const slots = due(schedule, 'UTC', '2026-11-01T00:00:00Z', '2026-11-30T23:00:00Z');
  const captured = world.captured.map(({ slot }) => slot);
  const unexplained = slots.filter((slot) => ![...captured, ...world.missed, ...world.failed].includes(slot));
  // The server was off: slots that it never saw.
  const off = slots.filter((slot) => slot > '2026-11-20T01:10:00Z' && slot < '2026-11-23T01:00:00Z');
  expect(unexplained).toEqual(off);
  expect(new Set(captured).size).toBe(captured.length);
  expect(world.failed).toEqual(['2026-11-15T03:00:00Z', '2026-11-15T04:00:00Z']);
  expect(world.missed).toEqual([10, 11, 12, 13, 14].map((hour) => `2026-11-07T${hour}:00:00Z`));
  const late = world.captured.filter(({ delayMs }) => delayMs > 1000).map(({ slot }) => slot);
  expect(late).toEqual(['2026-11-03T10:00:00Z', '2026-11-12T06:00:00Z', '2026-11-23T01:00:00Z']);
});

it('keeps the phase of a rate over a restart', async () => {
  const world = createWorld('2026-11-01T00:07:00Z');
  const events: Event[] = [
    {
      at: '2026-11-01T03:30:00Z',
      do: (w) => {
        w.stop = { downMs: MINUTE };
      },
    },
  ];

  await live(world, 'rate(1 hour)', 'UTC', '2026-11-01T06:00:00Z', events);

  const minutes = world.captured.map(({ slot }) => slot.slice(11, 16));
  expect(minutes).toEqual(['00:07', '01:07', '02:07', '03:07', '04:07', '05:07']);
});

it.each([
  ['back by two hours', -2 * HOUR],
  ['forward by two hours', 2 * HOUR],
  ['forward by 50 years, and later back', 50 * 365 * 24 * HOUR],
])('goes on after the clock was set %s', async (_how, stepMs) => {
  const world = createWorld('2026-11-01T00:00:00Z');
  const step = (ms: number) => (w: World) => {
    w.now += ms;
  };
  const start = slotTime('2026-11-01T05:30:00Z');
  const back = stepMs > 24 * HOUR ? [{ at: toSlot(start + stepMs + 10 * MINUTE), do: step(-stepMs) }] : [];
  const controller = '2026-11-01T12:30:00Z';

  await live(world, 'cron(0 * * * ? *)', 'UTC', stepMs > 24 * HOUR ? '2099-01-01T00:00:00Z' : controller, [
    { at: toSlot(start), do: step(stepMs) },
    ...back,
    ...(back.length > 0
      ? [
          {
            at: controller,
            do: (w: World) => {
              w.now = slotTime('2099-01-01T00:00:00Z');
            },
          },
        ]
      : []),
  ]);

  const captured = world.captured.map(({ slot }) => slot).filter((slot) => slot < '2027');
  expect(captured).toEqual(
    expect.arrayContaining(['2026-11-01T05:00:00Z', '2026-11-01T10:00:00Z', '2026-11-01T12:00:00Z']),
  );
  expect(new Set(captured).size).toBe(captured.length);
});
