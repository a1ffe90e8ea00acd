/** What a slot's state changes, compared with the slot before. */
import { type Change, compare, MAX_COUNTED_SLOTS } from '../../../functions/monitor/changes';
import type { SlotState } from '../../../functions/monitor/state';
import { parseSchedule } from '../../../functions/schedule/schedule';
import { CAPTURED, failedState, memoryRows } from './memory-rows';

const SLOT = '2026-11-22T06:00:00Z';
const BEFORE = '2026-11-22T05:00:00Z';
const MISSING: SlotState = { kind: 'missing' };
const banned = failedState(SLOT, 'banned');
const withWallets = (wallets: Record<string, string>): SlotState => ({ kind: 'captured', wallets });

/** The changes at a slot, where the rows of these slots are captured with these wallets. */
async function changesBetween(
  before: SlotState | undefined,
  state: SlotState,
  rows: Record<string, SlotState> = { [BEFORE]: CAPTURED },
  schedule = 'cron(0 * * * ? *)',
) {
  const memory = memoryRows();
  for (const [slot, row] of Object.entries(rows)) memory.write('main', slot, row);
  const changes = await compare('main', parseSchedule(schedule), SLOT, before, state, memory.reader());
  return changes.map(({ account: _, slot: __, ...change }): Omit<Change, 'account' | 'slot'> => change);
}

it.each<[what: string, before: SlotState | undefined, state: SlotState, changes: object[]]>([
  ['failed is new, with its failure', CAPTURED, banned, [{ kind: 'new', reason: 'banned', failure: banned }]],
  ['missing is new, without a failure', CAPTURED, MISSING, [{ kind: 'new', reason: 'missing' }]],
  [
    'failed after another failure is changed',
    failedState(BEFORE, 'too-late'),
    banned,
    [{ kind: 'changed', reason: 'banned', previousReason: 'too-late', failure: banned }],
  ],
  ['failed for the same reason is none', failedState(BEFORE, 'banned'), banned, []],
  ['missing after missing is none', MISSING, MISSING, []],
])('a slot that is %s', async (_, before, state, changes) => {
  expect(await changesBetween(before, state)).toStrictEqual(changes);
});

it.each<[what: string, before: SlotState | undefined, state: SlotState, changes: object[]]>([
  ['captured is none', undefined, CAPTURED, []],
  ['captured after a missing one is none', MISSING, CAPTURED, []],
  ['missing is none', undefined, MISSING, []],
  ['failed is new', undefined, banned, [{ kind: 'new', reason: 'banned', failure: banned }]],
  [
    'failed after a missing one is new',
    MISSING,
    banned,
    [{ kind: 'new', reason: 'banned', failure: banned }],
  ],
  [
    'captured without a wallet is new for the wallet',
    MISSING,
    withWallets({ fund: 'retired' }),
    [{ kind: 'new', wallet: 'fund', reason: 'retired' }],
  ],
])('the first slot of an account that is %s', async (_, before, state, changes) => {
  expect(await changesBetween(before, state, {})).toStrictEqual(changes);
});

it('a slot without one before that is missing is new where the account has earlier rows', async () => {
  expect(await changesBetween(undefined, MISSING)).toStrictEqual([{ kind: 'new', reason: 'missing' }]);
});

it('a slot after one with a row needs no search for an earlier one', async () => {
  const newest = jest.fn();
  const reader = { ...memoryRows().reader(), newest };

  await compare('main', parseSchedule('rate(1 hour)'), SLOT, CAPTURED, banned, reader);

  expect(newest).not.toHaveBeenCalled();
});

it('a captured slot after a problem is recovered, with the number of slots since the last captured one', async () => {
  const rows = { '2026-11-22T02:00:00Z': CAPTURED };

  expect(await changesBetween(banned, CAPTURED, rows)).toStrictEqual([
    { kind: 'recovered', previousReason: 'banned', slots: 3 },
  ]);
});

it('a recovery without an earlier captured slot has no number', async () => {
  expect(await changesBetween(banned, CAPTURED, { [BEFORE]: banned })).toStrictEqual([
    { kind: 'recovered', previousReason: 'banned' },
  ]);
});

it('slots of a long outage are counted up to a limit', async () => {
  const rows = { '2026-01-01T00:00:00Z': CAPTURED };

  expect(await changesBetween(banned, CAPTURED, rows, 'rate(1 minute)')).toStrictEqual([
    { kind: 'recovered', previousReason: 'banned', slots: MAX_COUNTED_SLOTS },
  ]);
});

it('wallets are compared with the slot before, in their order', async () => {
  const before = withWallets({ USDTMPerp: 'retired', coinMPerp: 'retired', fund: 'retired' });
  const now = withWallets({
    stdFutures: 'timed-out',
    fund: 'retired',
    coinMPerp: 'timed-out',
    allAccountBalance: 'x',
  });

  expect(await changesBetween(before, now)).toStrictEqual([
    { kind: 'recovered', wallet: 'USDTMPerp', previousReason: 'retired' },
    { kind: 'new', wallet: 'allAccountBalance', reason: 'x' },
    { kind: 'changed', wallet: 'coinMPerp', reason: 'timed-out', previousReason: 'retired' },
    { kind: 'new', wallet: 'stdFutures', reason: 'timed-out' },
  ]);
});

it('after a problem, wallets are compared with the last captured slot', async () => {
  const rows = { '2026-11-22T02:00:00Z': withWallets({ fund: 'retired', coinMPerp: 'retired' }) };

  expect(await changesBetween(MISSING, withWallets({ fund: 'retired' }), rows)).toStrictEqual([
    { kind: 'recovered', previousReason: 'missing', slots: 3 },
    { kind: 'recovered', wallet: 'coinMPerp', previousReason: 'retired' },
  ]);
});
