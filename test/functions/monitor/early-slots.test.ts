/** The boundaries of what a run looks at: rows of a rate, slots that may be early, and the moments that separate runs. */
import {
  canBeEarly,
  type DueSlot,
  earlyRun,
  judgingRun,
  rateDueSlots,
  rateRowsNeeded,
  selectSlots,
} from '../../../functions/monitor/due-slots';
import { slotTime } from '../../../functions/schedule/slot';

const MINUTE = 60_000;
const at = (time: string) => slotTime(`2026-11-22T${time}:00Z`);

/** A slot whose last moment is so many minutes later. */
const due = (time: string, minutes: number, changes: Partial<DueSlot> = {}): DueSlot => ({
  slot: `2026-11-22T${time}:00Z`,
  lastMoment: at(time) + minutes * MINUTE,
  ...changes,
});

it.each([
  ['rows of one slot and two more, for a slot each day', 86_400, 1800, 3],
  ['rows of 37 minutes and two more, for a slot each minute', 60, 1800, 39],
  ['one row more for a part of an interval', 7 * 60, 1800, 8],
])('a run needs %s', (_, everySeconds, latenessSeconds, rows) => {
  expect(rateRowsNeeded(everySeconds, latenessSeconds * 1000)).toBe(rows);
});

it.each<[what: string, slot: DueSlot, early: boolean]>([
  ['judged later than its early run', due('06:00', 32), true],
  ['judged by its early run anyway', due('06:00', 5), false],
  ['judged by the run after its early run', due('06:00', 6), true],
  ['repeated by the clock', due('06:00', 32, { repeated: '2026-11-22T07:00:00Z' }), false],
  ['after one that is judged by its early run', due('06:00', 32, { previous: due('05:33', 32) }), true],
  [
    'after one that is judged later than its early run',
    due('06:00', 32, { previous: due('05:34', 32) }),
    false,
  ],
])('a permanent failure is reported early of a slot that is %s: %#', (_, slot, early) => {
  expect([earlyRun(slot), canBeEarly(slot)]).toEqual([at('06:05'), early]);
});

it('a run is at a full five minutes, at or after the moment', () => {
  expect(judgingRun(due('06:00', 35))).toBe(at('06:35'));
  expect(judgingRun(due('06:00', 36))).toBe(at('06:40'));
  expect(earlyRun({ slot: '2026-11-22T06:01:00Z' })).toBe(at('06:10'));
});

it('a run selects the slots of its period, the latest one, and one that may be early', () => {
  const [before, first, second, last, later, future] = [
    due('05:25', 5),
    due('05:30', 1),
    due('05:30', 5),
    due('06:00', 32),
    due('06:25', 32),
    due('06:31', 32),
  ];
  const all = [before, first, second, last, later, future];

  expect(selectSlots(all, at('05:35'))).toEqual({ judged: [first, second], latest: second });
  expect(selectSlots([second, last], at('06:05'))).toEqual({ judged: [], latest: second, early: last });
  expect(selectSlots([second, last], at('06:00'))).toEqual({ judged: [], latest: second });
  expect(selectSlots([last], at('06:32'))).toEqual({ judged: [last], latest: last });
  expect(selectSlots([future], at('06:35'))).toEqual({ judged: [] });
});

const slotsOf = (everySeconds: number, rows: string[], now: string) =>
  rateDueSlots(
    everySeconds,
    rows.map((row) => `2026-11-22T${row}:00Z`),
    30 * MINUTE,
    at(now),
  ).map(({ slot }) => slot.slice(11, 16));

it.each<[what: string, everySeconds: number, rows: string[], now: string, slots: string[]]>([
  ['none where the next is not due yet', 3600, ['05:00'], '06:30', ['05:00']],
  ['one where its time is up', 3600, ['05:00'], '06:35', ['05:00', '06:00']],
  ['one at the very moment', 3600, ['05:03'], '06:35', ['05:03', '06:03']],
  ['one between two rows', 3600, ['04:00', '06:00'], '06:35', ['04:00', '05:00', '06:00']],
  [
    'none where a row is at its time',
    3600,
    ['04:00', '05:00', '06:00'],
    '06:35',
    ['04:00', '05:00', '06:00'],
  ],
  [
    'none where its judging run already saw the row of a new schedule',
    3600,
    ['04:00', '05:03'],
    '05:40',
    ['04:00', '05:03'],
  ],
  [
    'one where its judging run did not see the row of a new schedule yet',
    3600,
    ['04:00', '05:04'],
    '05:40',
    ['04:00', '05:00', '05:04'],
  ],
  ['the last ones after a long outage', 600, ['00:00'], '06:32', ['00:00', '05:40', '05:50', '06:00']],
])('missing slots of a rate are counted from its rows: %s', (_, everySeconds, rows, now, slots) => {
  expect(slotsOf(everySeconds, rows, now)).toEqual(slots);
});
