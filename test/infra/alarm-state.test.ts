/** The alarms on the monitor's gauges, evaluated over what the monitor sends, and over its silence. */
import { gaugeLines } from '../../functions/monitor/gauges';
import type { AlarmName } from '../../infra/alarm-descriptions';
import { type DataPoint, dataPointsIn, stateOf } from './alarm-state';
import { all, templateWith } from './synthesis';

const MINUTE = 60_000;
const START = Date.parse('2026-11-23T08:00:00Z');
const STACK = 'BalanceSnapshots';

const alarms = all(templateWith(), 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
const inAlarm = (sent: readonly DataPoint[], at: number) =>
  GAUGE_ALARMS.filter((name) => {
    const properties = alarms.find(({ AlarmName }) => AlarmName === `${STACK}-${name}`);
    return stateOf(properties, sent, at) === 'ALARM';
  });
const GAUGE_ALARMS: AlarmName[] = [
  'MonitorSilent',
  'SlotsMissing',
  'AccountsFailing',
  'WhitelistError',
  'TimestampError',
];

/** The gauges that the monitor sends every five minutes of `minutes` from the start. */
function gauges(minutes: number, slotsMissing = 0, failing: Record<string, number> = {}, start = START) {
  const lines: string[] = [];
  for (let minute = 0; minute < minutes; minute += 5) {
    const accountsFailing = new Map(Object.entries(failing));
    lines.push(...gaugeLines(STACK, start + minute * MINUTE, { slotsMissing, accountsFailing }));
  }
  return dataPointsIn(lines);
}

describe('the alarms on gauges', () => {
  it('are off while the monitor reports no trouble', () => {
    expect(inAlarm(gauges(60), START + 60 * MINUTE)).toEqual([]);
  });

  it.each<{ failing: Record<string, number>; expected: AlarmName[] }>([
    { failing: { 'ip-not-whitelisted': 1 }, expected: ['AccountsFailing', 'WhitelistError'] },
    { failing: { 'timestamp-rejected': 3 }, expected: ['AccountsFailing', 'TimestampError'] },
    { failing: { 'exchange-unavailable': 400 }, expected: ['AccountsFailing'] },
  ])('are on at each minute while accounts fail: $failing', ({ failing, expected }) => {
    const sent = gauges(180, 0, failing);
    for (let minute = 5; minute <= 180; minute++) {
      expect(inAlarm(sent, START + minute * MINUTE)).toEqual(expect.arrayContaining(expected));
      if (minute >= 10) expect(inAlarm(sent, START + minute * MINUTE)).toEqual(expected);
    }
  });

  it('are on while slots are missing, and off 20 minutes after the last', () => {
    const sent = [...gauges(60, 2), ...gauges(60, 0, {}, START + 60 * MINUTE)];

    expect(inAlarm(sent, START + 60 * MINUTE)).toEqual(['SlotsMissing']);
    expect(inAlarm(sent, START + 80 * MINUTE)).toEqual([]);
  });

  it('stay on where the monitor loses one run', () => {
    const sent = gauges(60, 1).filter(({ at }) => at !== START + 30 * MINUTE);
    for (let minute = 15; minute <= 60; minute++) {
      expect(inAlarm(sent, START + minute * MINUTE)).toEqual(['SlotsMissing']);
    }
  });

  it('report a silent monitor within 20 minutes, and not for one lost run', () => {
    const sent = gauges(60);

    expect(inAlarm(sent, START + 60 * MINUTE)).toEqual([]);
    expect(inAlarm(sent, START + 65 * MINUTE)).toEqual([]);
    expect(inAlarm(sent, START + 75 * MINUTE)).toEqual(['MonitorSilent']);
  });

  it('report a monitor that never ran', () => {
    expect(inAlarm([], START)).toEqual(['MonitorSilent']);
  });
});
