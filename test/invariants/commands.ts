/** All that can happen to the world, as commands for fast-check; after each one, the model and the invariants are checked. */
import { toSlot } from '../../functions/schedule/slot';
import fc from '../support/fast-check';
import { checkInvariants } from './invariants';
import { createModel, type Model, observe } from './model';
import { runMonitor } from './monitor';
import type { Run } from './run';
import { troubles } from './trouble-arbitraries';
import { wallets } from './wallets';
import { START, type World } from './world';

const HOUR = 3_600_000;

/** The state that fast-check passes along: the reference model, and the rows captured so far. */
export type Expected = { model: Model; captured: Map<string, string> };
export const nothingExpected = (): Expected => ({ model: createModel(), captured: new Map() });

type Command = fc.AsyncCommand<Expected, World>;

/** `act` returns its runs. */
const command = (name: string, act: (world: World) => Promise<Run[]> | Run[]): Command => ({
  check: () => true,
  toString: () => name,
  async run(expected, world) {
    const runs = await act(world);
    const rows = await world.rows();
    observe(expected.model, runs, rows);
    checkInvariants({ world, rows, runs, captured: expected.captured });
    await runMonitor(world);
  },
});

const show = (value: object) => JSON.stringify(value);

/** The slot that was due so many slots before now, on the exchange's clock: 0 is the latest. */
const dueSlot = (world: World, back: number) =>
  toSlot(Math.max(START, Math.floor(world.time.theirs / HOUR) * HOUR - back * HOUR));

const account = fc.constantFrom(0, 1);
const accountId = (world: World, index: number) => world.accounts[index]?.id ?? '';
const sandbox = fc.constantFrom(0, 1, 2);
const back = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(1, 2, 3));

const deliver = fc.record({ account, back, sandbox, troubles }).map((tick) =>
  command(`deliver ${show(tick)}`, async (world) => [
    await world.deliver({
      ...tick,
      account: accountId(world, tick.account),
      slot: dueSlot(world, tick.back),
    }),
  ]),
);

/** Two concurrent deliveries of one tick, in two sandboxes; `turns` decides which of them takes the next step. */
const deliverTwice = fc
  .record({
    account,
    back,
    troubles: fc.tuple(troubles, troubles),
    turns: fc.array(fc.boolean(), { maxLength: 24 }),
  })
  .map((tick) =>
    command(`deliver twice concurrently ${show(tick)}`, async (world) => {
      const turn = takeTurns(tick.turns, 2);
      const one = {
        account: accountId(world, tick.account),
        slot: dueSlot(world, tick.back),
        turn: turn.wait,
      };
      return Promise.all(
        tick.troubles.map((troubles, sandbox) =>
          world.deliver({ ...one, troubles, sandbox }).finally(() => turn.leave()),
        ),
      );
    }),
  );

/** Lets runs proceed one step at a time in the given order, so that an interleaving can be repeated. */
function takeTurns(order: boolean[], running: number) {
  const left = [...order];
  const waiting: { run: Run; go: () => void }[] = [];
  const everyRunWaits = () => waiting.length > 0 && new Set(waiting.map(({ run }) => run)).size >= running;
  // A run can wait at two steps at once: its secret and the exchange's time are requested side by side.
  const settle = () => {
    while (everyRunWaits()) waiting.splice(left.shift() ? waiting.length - 1 : 0, 1)[0]?.go();
  };
  return {
    wait: (run: Run) =>
      new Promise<void>((go) => {
        waiting.push({ run, go });
        settle();
      }),
    leave() {
      running--;
      settle();
    },
  };
}

const passTime = fc.constantFrom(1, 10, 29, 31, 60, 90, 400).map((minutes) =>
  command(`${minutes} minutes pass`, (world) => {
    world.time.theirs += minutes * 60_000;
    return [];
  }),
);

const jumpClock = fc.constantFrom(0, 800, -3_000, 6_000, -6_000, 120_000, -900_000, 7_200_000).map((skewMs) =>
  command(`our clock jumps to ${skewMs} ms off theirs`, (world) => {
    world.time.skewMs = skewMs;
    return [];
  }),
);

const becomes =
  (value: (world: World, account: string) => { text: string } | { gone: 'deleted' | 'denied' }) =>
  (world: World, account: string) =>
    void world.secrets.set(world.secretOf(account), value(world, account));

const SECRET_CHANGES = {
  'rotated on both sides': (world: World, account: string) => {
    world.rotateKey(account);
    world.fillSecret(account);
  },
  'rotated at the exchange': (world: World, account: string) => world.rotateKey(account),
  'filled in': (world: World, account: string) => world.fillSecret(account),
  deleted: becomes(() => ({ gone: 'deleted' })),
  denied: becomes(() => ({ gone: 'denied' })),
  garbled: becomes((world, account) => ({ text: `{"apiKey":"${world.keyOf(account)?.apiKey}` })),
  'not filled': becomes(() => ({ text: '{"apiKey":"REPLACE_ME","secretKey":"REPLACE_ME"}' })),
  padded: becomes((world, account) => {
    const { apiKey, secretKey } = world.keyOf(account) ?? {};
    return { text: JSON.stringify({ apiKey: ` ${apiKey}\n`, secretKey: `${secretKey} \n` }) };
  }),
};

const changeSecret = fc
  .record({
    account,
    how: fc.constantFrom(...(Object.keys(SECRET_CHANGES) as (keyof typeof SECRET_CHANGES)[])),
  })
  .map(({ account, how }) =>
    command(`secret of ${account}: ${how}`, (world) => {
      SECRET_CHANGES[how](world, accountId(world, account));
      return [];
    }),
  );

const digits = (maxLength: number) =>
  fc.stringMatching(new RegExp(`^(0|[1-9]\\d{0,${maxLength}})(\\.\\d{1,20})?$`));
const holding = fc.record({
  asset: fc.constantFrom('BTC', 'ETH', 'USDT', 'VST', 'BTC-USDT', '1INCH', 'ＷＩＤＥ'),
  free: digits(14),
  locked: digits(8),
});
const changeHoldings = fc
  .record({ account, balances: fc.uniqueArray(holding, { selector: ({ asset }) => asset, maxLength: 4 }) })
  .map((change) =>
    command(`holdings become ${show(change)}`, (world) => {
      world.hold(accountId(world, change.account), change.balances);
      return [];
    }),
  );

const changeWallets = fc.record({ account, held: wallets }).map((change) =>
  command(`wallets become ${show(change)}`, (world) => {
    world.holdWallets(accountId(world, change.account), change.held);
    return [];
  }),
);

export const commands = fc.commands(
  [
    deliver,
    deliver,
    deliver,
    deliverTwice,
    passTime,
    passTime,
    jumpClock,
    changeSecret,
    changeHoldings,
    changeWallets,
  ],
  { maxCommands: 14 },
);
