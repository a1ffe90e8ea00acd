/** A series by days, weeks or months reads amounts only of the slots that it shows, and is the same as if it had read all. */
import type { BatchGetItemCommandInput, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SlotResult } from '../../../functions/report/holdings';
import { balancesOf, readSlots } from '../../../functions/report/read-slots';
import { readSeries, type SeriesOptions, shownSlots } from '../../../functions/report/series-slots';
import { slotTime, toSlot } from '../../../functions/schedule/slot';
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import fc from '../../support/fast-check';
import { captured, failed, hours } from '../../support/slots';
import { recordQueries } from '../history/record-queries';
import { changedItem } from './odd-rows';

let table: TestTable;
beforeAll(async () => {
  table = await startHistoryTable();
});
afterAll(() => table.close());

const START = Date.parse('2026-01-30T00:00:00Z');
const HOUR = 3_600_000;
const SCHEDULE = 'cron(0 0/8 * * ? *)';

const put = (item: ReturnType<typeof changedItem>) =>
  table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));

/** What happened at each slot, every eight hours. */
const HAPPENINGS = [
  'captured',
  'failed',
  'missing',
  'a later version',
  'no spot',
  'an invalid amount',
  'an invalid schedule',
  'an impossible key',
] as const;
type Happening = (typeof HAPPENINGS)[number];

const INVALID_AMOUNT = {
  balances: { M: { spot: { M: { BTC: { M: { free: { S: '1' }, locked: { N: '0' } } } } } } },
};

async function write(account: string, what: Happening, i: number): Promise<void> {
  const slot = toSlot(START + i * 8 * HOUR);
  const schedule = { schedule: { S: SCHEDULE } };
  const CHANGES = {
    captured: schedule,
    'a later version': { ...schedule, version: { N: '9' } },
    'no spot': { ...schedule, balances: { M: {} } },
    'an invalid amount': { ...schedule, ...INVALID_AMOUNT },
    'an invalid schedule': { schedule: { S: 'often' } },
  };
  switch (what) {
    case 'missing':
      return;
    case 'failed':
      return table.write([failed({ account, slot, reason: 'banned', schedule: SCHEDULE })]);
    case 'an impossible key':
      await put(changedItem(account, slot.replace('T', 't'), schedule));
      return;
    default:
      await put(changedItem(account, slot, CHANGES[what]));
  }
}

async function all(slots: AsyncIterable<SlotResult[]>): Promise<SlotResult[]> {
  const found: SlotResult[] = [];
  for await (const batch of slots) found.push(...batch);
  return found;
}

function contextFor(now: number) {
  const warnings: string[] = [];
  return {
    table,
    now,
    progress: () => {},
    warn: (sentence: string) => void warnings.push(sentence),
    warnings,
  };
}

let accounts = 0;

it('shows the same slots as a series for which all rows were read', async () => {
  const pasts = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constant('captured' as const) }, fc.constantFrom(...HAPPENINGS)),
    { minLength: 1, maxLength: 18 },
  );
  const series = fc.record({
    every: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Apia'),
  });
  const startHour = fc.option(fc.integer({ min: -20, max: 100 }), { nil: undefined });

  await fc.assert(
    fc.asyncProperty(pasts, series, startHour, async (past, options, hour) => {
      const account = `past ${++accounts}`;
      for (const [i, what] of ['captured' as const, ...past].entries()) await write(account, what, i);
      const now = START + (past.length + 3) * 8 * HOUR;
      const period = { from: hour === undefined ? undefined : START + hour * HOUR, to: now };
      const [whole, partial] = [contextFor(now), contextFor(now)];

      const { slots } = await readSlots(whole, account, period, balancesOf(whole, account));
      const expected = await all(shownSlots(options, slots));
      const shown = await all(await readSeries(partial, account, { period, ...options }));

      expect(shown).toEqual(expected);
      // An amount that is not shown is not read, and so no warning says that it is invalid.
      if (!past.includes('an invalid amount')) expect(partial.warnings).toEqual(whole.warnings);
    }),
    { numRuns: 60 },
  );
}, 60_000);

describe('of an account with a row an hour', () => {
  const SLOTS = hours('2026-03-01T00:00:00Z', 72);
  const NOW = slotTime(SLOTS.at(-1) ?? '');
  const lastOfDays = [23, 47, 71].map((hour) => SLOTS[hour]);
  beforeAll(() =>
    table.write(SLOTS.map((slot) => captured({ account: 'hourly', slot, held: { BTC: '1' } }))),
  );

  const read = async (every: SeriesOptions['every']) => {
    const requests = recordQueries(table) as (QueryCommandInput & BatchGetItemCommandInput)[];
    const period = { from: slotTime(SLOTS[0] ?? ''), to: NOW };
    await all(await readSeries(contextFor(NOW), 'hourly', { period, every, timezone: 'UTC' }));
    return requests;
  };
  const readsBalances = ({ ProjectionExpression = '' }: QueryCommandInput) =>
    ProjectionExpression.includes('#balances');

  it('reads only the status of the rows, and the last one of each day by its key', async () => {
    const requests = await read('day');

    expect(requests.filter(readsBalances)).toEqual([]);
    const keys = requests.flatMap(({ RequestItems }) => RequestItems?.[table.tableName]?.Keys ?? []);
    expect(keys.map(({ slot }) => slot?.S)).toEqual(lastOfDays);
  });

  it.each(['slot', 'hour'] as const)(
    'reads each row once where it shows nearly all: every %s',
    async (every) => {
      const requests = await read(every);

      expect(requests.filter(readsBalances)).toHaveLength(1);
      expect(requests.filter(({ RequestItems }) => RequestItems)).toEqual([]);
    },
  );
});

describe('a day whose last captured row is unreadable by its amounts alone', () => {
  const [day = '', earlier = '', last = ''] = hours('2026-04-01T00:00:00Z', 3);
  const NOW = slotTime(last);
  const read = async (account: string) => {
    const context = contextFor(NOW);
    const period = { from: slotTime(day), to: NOW };
    const slots = await all(await readSeries(context, account, { period, every: 'day', timezone: 'UTC' }));
    return { slots, warnings: context.warnings };
  };

  it('shows the captured row before it, with a warning', async () => {
    await table.write([captured({ account: 'earlier', slot: day, held: { BTC: '1' } })]);
    for (const slot of [earlier, last]) await put(changedItem('earlier', slot, INVALID_AMOUNT));

    const { slots, warnings } = await read('earlier');

    expect(slots).toMatchObject([{ slot: day, status: 'captured' }]);
    expect(warnings).toEqual([
      expect.stringContaining(`earlier: 2 rows unreadable, so what was held is unknown`),
    ]);
  });

  it('shows it as unknown where no row of the day is readable, and never a row of the day before', async () => {
    const dayBefore = toSlot(slotTime(day) - HOUR);
    await table.write([captured({ account: 'unknown', slot: dayBefore, held: { BTC: '1' } })]);
    for (const slot of [day, earlier, last]) await put(changedItem('unknown', slot, INVALID_AMOUNT));

    const { slots } = await read('unknown');

    expect(slots).toMatchObject([{ slot: last, status: 'failed', failure: { reason: 'unreadable-row' } }]);
  });
});
