/** Faults of delivery, clocks and processes. */
import { STEPS } from '../invariants/troubles';
import { captures, deliver, type Fault, failsAs, SLOT } from './fault';

const MINUTE = 60_000;

export const DELIVERY_FAULTS: Fault[] = [
  {
    fault: 'A tick is delivered twice',
    async happens(world, account) {
      await deliver(world, account);
      return deliver(world, account);
    },
    expected: { run: 'already-captured', slot: 'captured', requests: 1 },
  },
  {
    fault: 'A tick is delivered twice, and the second run fails',
    async happens(world, account) {
      await deliver(world, account);
      return deliver(world, account, { exchange: [{ error: 'address not whitelisted' }] });
    },
    expected: { run: 'already-captured', slot: 'captured', requests: 1 },
  },
  {
    fault: 'A tick that failed is delivered again',
    async happens(world, account) {
      await deliver(world, account, { exchange: [undefined, { error: 'permission denied' }] });
      return deliver(world, account);
    },
    expected: captures(1),
  },
  {
    fault: 'A tick is delivered to two sandboxes concurrently',
    async happens(world, account) {
      const runs = await Promise.all(
        [0, 1].map((sandbox) => world.deliver({ account, slot: SLOT, sandbox })),
      );
      const second = runs.find(({ outcome }) => outcome?.outcome === 'already-captured');
      if (!second) throw new Error('both runs report a captured slot');
      return second;
    },
    expected: { run: 'already-captured', slot: 'captured', requests: 1 },
  },
  {
    fault: 'A tick is delivered half an hour and a second late',
    happens(world, account) {
      world.time.theirs = Date.parse(SLOT) + 30 * MINUTE + 1000;
      return deliver(world, account);
    },
    expected: failsAs('too-late', 0),
  },
  {
    fault: 'A tick that failed on time is delivered again, too late',
    async happens(world, account) {
      await deliver(world, account, { exchange: [undefined, { error: 'permission denied' }] });
      world.time.theirs += 60 * MINUTE;
      return deliver(world, account);
    },
    expected: { run: 'too-late', slot: 'permission-denied', requests: 0 },
  },
  {
    fault: 'A captured tick is delivered again, too late',
    async happens(world, account) {
      await deliver(world, account);
      world.time.theirs += 60 * MINUTE;
      return deliver(world, account);
    },
    expected: { run: 'already-captured', slot: 'captured', requests: 0 },
  },
  {
    fault: 'Ticks are delivered out of order',
    async happens(world, account) {
      world.time.theirs = Date.parse(SLOT) + 20 * MINUTE;
      await world.deliver({ account, slot: '2026-11-22T06:15:00Z' });
      return deliver(world, account);
    },
    expected: captures(1),
  },
  ...[
    ['6 s ahead', 6_000],
    ['6 s behind', -6_000],
    ['20 minutes ahead', 20 * MINUTE],
    ['20 minutes behind', -20 * MINUTE],
    ['61 minutes ahead', 61 * MINUTE],
    ['61 minutes behind', -61 * MINUTE],
    ['23 hours behind', -23 * 60 * MINUTE],
  ].map(
    ([how, skewMs]): Fault => ({
      fault: `Our clock is ${how}`,
      happens(world, account) {
        world.time.skewMs = Number(skewMs);
        return deliver(world, account);
      },
      expected: captures(1),
    }),
  ),
  {
    fault: 'Our clock jumps ahead by 10 minutes between two runs of a sandbox',
    async happens(world, account) {
      await world.deliver({ account, slot: '2026-11-22T05:59:00Z' });
      world.time.skewMs = 10 * MINUTE;
      return deliver(world, account);
    },
    expected: captures(2),
  },
  {
    fault:
      'Our clock is two days ahead, which is not believed of the difference to the exchange, so that the slot looks late',
    happens(world, account) {
      world.time.skewMs = 2 * 24 * 60 * MINUTE;
      return deliver(world, account);
    },
    expected: failsAs('too-late', 0),
  },
  {
    fault: 'A tick is half an hour and a second late, and by our slow clock on time',
    happens(world, account) {
      world.time.theirs = Date.parse(SLOT) + 30 * MINUTE + 1000;
      world.time.skewMs = -20 * MINUTE;
      return deliver(world, account);
    },
    expected: failsAs('too-late', 0),
  },
  {
    fault: "A slot is two hours ahead of the exchange's clock",
    happens(world, account) {
      world.time.theirs = Date.parse(SLOT) - 120 * MINUTE;
      return deliver(world, account);
    },
    expected: failsAs('too-early', 0),
  },
  ...STEPS.map(
    (step): Fault => ({
      fault: `The process crashes ${step}, and Lambda delivers again`,
      async happens(world, account) {
        // A row is only read where another run has captured the slot.
        if (step.includes('row is read')) await world.deliver({ account, slot: SLOT, sandbox: 1 });
        const crashed = await deliver(world, account, { crash: { step, nth: 0 } });
        if (crashed.end !== 'crashed') throw new Error(`the process did not reach: ${step}`);
        return deliver(world, account);
      },
      expected:
        step.includes('row is read') || /write is (made|answered)/.test(step)
          ? { run: 'already-captured', slot: 'captured', requests: 1 }
          : captures(1),
    }),
  ),
  {
    fault: 'The process crashes before it writes the balance, and Lambda does not deliver again',
    happens: (world, account) =>
      deliver(world, account, { crash: { step: 'before the write is sent', nth: 0 } }),
    expected: { run: 'crashes', slot: 'nothing', requests: 1 },
  },
];
