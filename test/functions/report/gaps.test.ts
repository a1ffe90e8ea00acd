/** Gaps: each slot that was not captured is in exactly one range, and no gap is rounded away. */
import type { StatusRow } from '../../../functions/history/projection';
import type { Gaps } from '../../../functions/report/gap';
import { type GapsItem, gapCounter, gapsReport } from '../../../functions/report/gaps';
import type { MissingSlot } from '../../../functions/report/timeline';
import fc from '../../support/fast-check';
import { captured, failed, hours } from '../../support/slots';
import { valuesOf } from './write-report';

type What = 'captured' | 'missing' | { reason: string; message: string };

const START = '2026-01-01T00:00:00Z';

function endOf(slot: string, what: What): StatusRow | MissingSlot {
  if (what === 'missing') return { slot, status: 'missing' };
  return what === 'captured' ? captured({ slot, held: {} }) : failed({ slot, ...what });
}

function gapsOf(past: What[]): Gaps {
  const counter = gapCounter();
  const slots = hours(START, past.length);
  past.forEach((what, i) => void counter.add(endOf(slots[i] ?? '', what)));
  return counter.result('main', START, slots.at(-1) ?? START);
}

const itemOf = (past: What[]): GapsItem => ({ ...gapsOf(past), historyFrom: START });

const banned = { reason: 'banned', message: 'until four' };
const busy = { reason: 'exchange-unavailable', message: 'busy' };

describe('a gap', () => {
  it('ends at a captured slot and where the reason changes', () => {
    const past: What[] = [banned, 'captured', banned, busy, 'missing', 'missing', busy];

    const { gaps } = gapsOf(past);

    expect(gaps.map(({ reason, status, slots }) => [reason ?? status, slots])).toEqual([
      ['banned', 1],
      ['banned', 1],
      ['exchange-unavailable', 1],
      ['missing', 2],
      ['exchange-unavailable', 1],
    ]);
  });

  it('has the message of its last failure, and none for missing slots', () => {
    const { gaps } = gapsOf([banned, { ...banned, message: 'until five' }, 'missing']);

    expect(gaps).toEqual([
      {
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-01T01:00:00Z',
        slots: 2,
        status: 'failed',
        reason: 'banned',
        message: 'until five',
      },
      {
        from: '2026-01-01T02:00:00Z',
        to: '2026-01-01T02:00:00Z',
        slots: 1,
        status: 'missing',
        reason: null,
        message: null,
      },
    ]);
  });

  it('is as long as possible, and all gaps together are the slots that were not captured', () => {
    const what = fc.constantFrom<What>('captured', 'missing', banned, busy);
    fc.assert(
      fc.property(fc.array(what, { maxLength: 30 }), (past) => {
        const { gaps, due, captured, failed, missing } = gapsOf(past);

        const slots = hours(START, past.length);
        const uncaptured = slots.filter((_, i) => past[i] !== 'captured');
        expect(gaps.flatMap(({ from, to }) => slots.filter((slot) => from <= slot && slot <= to))).toEqual(
          uncaptured,
        );
        expect(gaps.reduce((sum, gap) => sum + gap.slots, 0)).toBe(uncaptured.length);
        expect({ due, uncaptured: failed + missing }).toEqual({
          due: captured + uncaptured.length,
          uncaptured: uncaptured.length,
        });
        gaps.slice(1).forEach((gap, i) => {
          const before = gaps[i];
          const sideBySide = slots.indexOf(gap.from) === slots.indexOf(before?.to ?? '') + 1;
          if (sideBySide) expect(gap.reason).not.toBe(before?.reason);
        });
      }),
    );
  });
});

describe('completeness', () => {
  it.each([
    [2, 1, 66.66],
    [1, 2, 33.33],
    [9_999, 1, 99.99],
    [199_999, 1, 99.99],
    [3, 0, 100],
    [0, 3, 0],
    [0, 0, null],
  ])('of %i captured and %i missing slots is %s', (captured, missing, expected) => {
    const counter = gapCounter();
    const [seen, unseen] = [endOf(START, 'captured'), endOf(START, 'missing')];
    for (let i = 0; i < captured; i++) counter.add(seen);
    for (let i = 0; i < missing; i++) counter.add(unseen);

    expect(counter.result('main', START, START).completeness).toBe(expected);
  });
});

describe('the report of gaps', () => {
  it('describes each gap in a table', () => {
    const [table] = gapsReport.toTables([itemOf(['captured', banned, 'missing'])]);

    expect(table?.title).toBe(
      'main from 2026-01-01T00:00:00Z to 2026-01-01T02:00:00Z: 33.33% complete\n' +
        '3 due, 1 captured, 1 failed, 1 missing',
    );
    expect(table?.rows).toEqual([
      ['2026-01-01T01:00:00Z', '2026-01-01T01:00:00Z', '1', 'failed: banned: until four'],
      ['2026-01-01T02:00:00Z', '2026-01-01T02:00:00Z', '1', 'missing: no row was written'],
    ]);
  });

  it('says where the history begins within the period', () => {
    const historyFrom = '2026-01-01T01:00:00Z';

    const [table] = gapsReport.toTables([{ ...itemOf(['captured', 'captured']), historyFrom }]);

    expect(table?.title).toMatch(
      /\nThe history begins at 2026-01-01T01:00:00Z: no slot was due before it\.$/,
    );
  });

  it('calls the completeness unknown where nothing was due', () => {
    expect(gapsReport.toTables([itemOf([])])[0]?.title).toContain(': unknown complete\n0 due,');
  });

  it('has a line for each gap, with the columns of the period in each', () => {
    const lines = valuesOf(gapsReport, itemOf(['captured', banned, 'missing']));

    const full = ['main', '2026-01-01T00:00:00Z', '2026-01-01T02:00:00Z', 3, 1, 1, 1, 33.33, START];
    expect(lines).toEqual([
      [...full, '2026-01-01T01:00:00Z', '2026-01-01T01:00:00Z', 1, 'failed', 'banned', 'until four'],
      [...full, '2026-01-01T02:00:00Z', '2026-01-01T02:00:00Z', 1, 'missing', null, null],
    ]);
  });

  it('has one line for an account without a gap', () => {
    const lines = valuesOf(gapsReport, itemOf(['captured', 'captured']));

    const [line = []] = lines;
    expect(lines).toHaveLength(1);
    expect(
      Object.fromEntries(gapsReport.columns.map(({ name, exportName = name }, i) => [exportName, line[i]])),
    ).toEqual({
      account: 'main',
      periodFrom: '2026-01-01T00:00:00Z',
      periodTo: '2026-01-01T01:00:00Z',
      due: 2,
      captured: 2,
      failed: 0,
      missing: 0,
      completeness: 100,
      historyFrom: START,
      gapFrom: null,
      gapTo: null,
      slots: null,
      status: null,
      reason: null,
      message: null,
    });
  });
});
