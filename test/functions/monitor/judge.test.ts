/** Judging the slots of a run: what changed since the slot before, and the state of each account. */
import type { SlotKey } from '../../../functions/history/batch-get';
import type { MonitoredAccount } from '../../../functions/monitor/event';
import { type Judgement, judge } from '../../../functions/monitor/judge';
import type { RowReader } from '../../../functions/monitor/rows';
import type { SlotState } from '../../../functions/monitor/state';
import { account, CAPTURED, failedState, memoryRows } from './memory-rows';

const slot = (hour: number, day = '2026-11-22') => `${day}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Judges at `now` with the rows of these hours of 22 November. */
function judgeHours(
  states: Record<number, SlotState>,
  now: string,
  changes: Partial<MonitoredAccount> = {},
): Promise<Judgement> {
  const rows = memoryRows();
  for (const [hour, state] of Object.entries(states)) rows.write('main', slot(Number(hour)), state);
  return judge({ slot: now, accounts: [account(changes)] }, rows.reader());
}

const banned = (hour: number) => failedState(slot(hour), 'banned');
const unavailable = (hour: number) => failedState(slot(hour), 'exchange-unavailable');
const walletFailed = (reason: string): SlotState => ({ kind: 'captured', wallets: { fund: reason } });

const AT_LAST_MOMENT = '2026-11-22T06:35:00Z';
const EARLY = '2026-11-22T06:05:00Z';

describe('at its last moment, a slot', () => {
  it.each<[what: string, states: Record<number, SlotState>, changes: object[]]>([
    ['captured as the one before changes nothing', { 5: CAPTURED, 6: CAPTURED }, []],
    [
      'failed after a captured one is a new problem',
      { 5: CAPTURED, 6: unavailable(6) },
      [{ kind: 'new', reason: 'exchange-unavailable' }],
    ],
    ['missing after a captured one is a new problem', { 5: CAPTURED }, [{ kind: 'new', reason: 'missing' }]],
    ['failed as the one before changes nothing', { 4: CAPTURED, 5: unavailable(5), 6: unavailable(6) }, []],
    ['missing as the one before changes nothing', { 4: CAPTURED }, []],
    [
      'failed for another reason is a changed problem',
      { 4: CAPTURED, 5: banned(5), 6: unavailable(6) },
      [{ kind: 'changed', reason: 'exchange-unavailable', previousReason: 'banned' }],
    ],
    [
      'missing after a failed one is a changed problem',
      { 4: CAPTURED, 5: banned(5) },
      [{ kind: 'changed', reason: 'missing', previousReason: 'banned' }],
    ],
    [
      'captured after failed and missing ones is recovered, with their number',
      { 2: CAPTURED, 4: banned(4), 6: CAPTURED },
      [{ kind: 'recovered', previousReason: 'missing', slots: 3 }],
    ],
    ['of an account without earlier rows is no recovery', { 6: CAPTURED }, []],
    [
      'failed of an account without earlier rows is a new problem',
      { 6: unavailable(6) },
      [{ kind: 'new', reason: 'exchange-unavailable' }],
    ],
    ['of an account without any row changes nothing', {}, []],
    [
      'whose permanent failure came late is reported then',
      { 5: CAPTURED, 6: failedState(slot(6), 'banned', '2026-11-22T06:20:00Z') },
      [{ kind: 'new', reason: 'banned' }],
    ],
    [
      'whose permanent failure came too late for the early run is reported then',
      { 5: CAPTURED, 6: failedState(slot(6), 'banned', '2026-11-22T06:04:45Z') },
      [{ kind: 'new', reason: 'banned' }],
    ],
    ['whose permanent failure was reported early is not reported again', { 5: CAPTURED, 6: banned(6) }, []],
  ])('%s', async (_what, states, changes) => {
    const judgement = await judgeHours(states, AT_LAST_MOMENT);

    expect(judgement.changes).toMatchObject(
      changes.map((change) => ({ account: 'main', slot: slot(6), ...change })),
    );
    expect(judgement.changes).toHaveLength(changes.length);
  });
});

describe('five minutes after its slot,', () => {
  it.each<[what: string, states: Record<number, SlotState>, changes: object[]]>([
    ['a permanent failure is reported', { 5: CAPTURED, 6: banned(6) }, [{ kind: 'new', reason: 'banned' }]],
    ['a permanent failure as before is not reported', { 4: CAPTURED, 5: banned(5), 6: banned(6) }, []],
    ['a failure that is retried is not reported', { 5: CAPTURED, 6: unavailable(6) }, []],
    ['a slot without a row is not reported', { 5: CAPTURED }, []],
    ['a captured slot is not reported as recovered', { 4: CAPTURED, 5: banned(5), 6: CAPTURED }, []],
    [
      'a failure that may have been written after the run is not reported',
      { 5: CAPTURED, 6: failedState(slot(6), 'banned', '2026-11-22T06:04:45Z') },
      [],
    ],
    [
      'a failure before the slot is not reported: its own run is still to come',
      { 5: CAPTURED, 6: failedState(slot(6), 'too-early', '2026-11-22T04:00:00Z') },
      [],
    ],
    [
      'a failure of a later moment is not reported, so that a repeated run has the same result',
      { 5: CAPTURED, 6: failedState(slot(6), 'banned', '2026-11-22T06:05:00Z') },
      [],
    ],
  ])('%s', async (_what, states, changes) => {
    const judgement = await judgeHours(states, EARLY);

    expect(judgement.changes).toMatchObject(changes);
    expect(judgement.changes).toHaveLength(changes.length);
  });
});

describe('the state of an account', () => {
  it.each<[what: string, states: Record<number, SlotState>, now: string, state: object]>([
    [
      'is that of its latest judged slot',
      { 5: CAPTURED, 6: unavailable(6) },
      EARLY,
      { slot: slot(5), state: CAPTURED },
    ],
    [
      'is a permanent failure from when it is reported',
      { 5: CAPTURED, 6: banned(6) },
      EARLY,
      { slot: slot(6), state: { reason: 'banned' } },
    ],
    [
      'stays a permanent failure until the next slot',
      { 5: CAPTURED, 6: banned(6) },
      '2026-11-22T06:20:00Z',
      { slot: slot(6), state: { reason: 'banned' } },
    ],
    [
      'is missing for a slot without a row',
      { 5: CAPTURED },
      AT_LAST_MOMENT,
      { slot: slot(6), state: { kind: 'missing' } },
    ],
  ])('%s', async (_what, states, now, state) => {
    expect((await judgeHours(states, now)).accounts).toMatchObject([{ account: 'main', ...state }]);
  });

  it.each([
    ['cron(0 6 * * ? *)', { slot: slot(6) }, true],
    ['cron(0 6 1 * ? *)', { slot: '2026-11-01T06:00:00Z' }, false],
    ['cron(0 6 29 2 ? *)', { slot: '2024-02-29T06:00:00Z' }, false],
    ['rate(1 day)', {}, true],
    ['rate(2 days)', {}, false],
  ])('has no row yet without any row: with %s %j, that it is due is %s', async (schedule, latest, isDue) => {
    const { accounts } = await judgeHours({}, AT_LAST_MOMENT, { schedule });

    expect(accounts).toEqual([{ account: 'main', ...latest, state: { kind: 'no-row-yet', isDue } }]);
  });
});

it('a permanent failure that was reported early is not reported by the runs after', async () => {
  const { changes } = await judgeHours({ 5: CAPTURED, 6: banned(6) }, '2026-11-22T06:20:00Z');

  expect(changes).toEqual([]);
});

it('an account whose first slot is years ahead has no state', async () => {
  const judgement = await judgeHours({}, AT_LAST_MOMENT, { schedule: 'cron(0 0 1 1 ? 2030-2031)' });

  expect(judgement).toEqual({ changes: [], accounts: [] });
});

describe('what a run reads', () => {
  /** The keys and the ranges that a run at 06:35 reads, where no account has a row. */
  async function readBy(...accounts: MonitoredAccount[]) {
    const [keys, newest]: [SlotKey[], string[]] = [[], []];
    const reader: RowReader = {
      ...memoryRows().reader(),
      async states(read) {
        keys.push(...read);
        return new Map();
      },
      async newest(id, until) {
        newest.push(`${id} ${until}`);
        return [];
      },
    };
    await judge({ slot: AT_LAST_MOMENT, accounts }, reader);
    return { keys, newest };
  }

  it('is a slot and the one before, for a cron', async () => {
    const { keys } = await readBy(account());

    expect(keys).toEqual([6, 5].map((hour) => ({ account: 'main', slot: slot(hour) })));
  });

  it.each([
    [1800, '2026-11-22T06:30:00Z'],
    [60, '2026-11-22T06:32:00Z'],
  ])('is the newest rows alone, for a rate with a lateness of %i s', async (maxLatenessSeconds, until) => {
    const rate = { schedule: 'rate(1 hour)', maxLatenessSeconds };

    const { keys, newest } = await readBy(account({ id: 'a', ...rate }), account({ id: 'b', ...rate }));

    expect({ keys, newest }).toEqual({ keys: [], newest: [`a ${until}`, `b ${until}`] });
  });
});

describe('an optional wallet', () => {
  it.each<[what: string, states: Record<number, SlotState>, changes: object[]]>([
    [
      'that was not read is a new problem of the wallet',
      { 5: CAPTURED, 6: walletFailed('timed-out') },
      [{ wallet: 'fund', kind: 'new', reason: 'timed-out' }],
    ],
    [
      'that is still not read changes nothing',
      { 5: walletFailed('timed-out'), 6: walletFailed('timed-out') },
      [],
    ],
    [
      'that was not read for another reason is a changed problem',
      { 5: walletFailed('timed-out'), 6: walletFailed('retired') },
      [{ wallet: 'fund', kind: 'changed', previousReason: 'timed-out', reason: 'retired' }],
    ],
    [
      'that is read again is recovered',
      { 5: walletFailed('timed-out'), 6: CAPTURED },
      [{ wallet: 'fund', kind: 'recovered', previousReason: 'timed-out' }],
    ],
    [
      'is compared with the last captured slot after failed ones',
      { 4: walletFailed('retired'), 5: banned(5), 6: walletFailed('retired') },
      [{ kind: 'recovered', previousReason: 'banned', slots: 1 }],
    ],
  ])('%s', async (_what, states, changes) => {
    const judgement = await judgeHours(states, AT_LAST_MOMENT);

    expect(judgement.changes).toMatchObject(changes);
    expect(judgement.changes).toHaveLength(changes.length);
  });
});
