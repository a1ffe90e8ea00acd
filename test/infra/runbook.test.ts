/** RUNBOOK.md has an entry for each alarm and each failure reason, and no other. */
import { readFileSync } from 'node:fs';
import { REASONS, runbookEntry, WALLET_REASONS } from '../../functions/monitor/reasons';
import { ALARM_DESCRIPTIONS, alarmRunbookEntry } from '../../infra/alarm-descriptions';
import { templateWith } from './synthesis';

const text = readFileSync('RUNBOOK.md', 'utf8');

/** The entries of a part of the runbook, by heading. */
const entriesOf = (part: string) =>
  (text.split(`\n# ${part}\n`)[1]?.split('\n# ')[0] ?? '')
    .split('\n## ')
    .slice(1)
    .map((entry) => [entry.split('\n')[0] ?? '', entry] as const);

const alarms = entriesOf('Alarms');
const reasons = entriesOf('Failure reasons');
const anchors = [...alarms, ...reasons].map(([heading]) => `RUNBOOK.md#${heading.toLowerCase()}`);

describe('the runbook', () => {
  it('has an entry for each alarm and no other', () => {
    expect(alarms.map(([heading]) => heading).sort()).toEqual(Object.keys(ALARM_DESCRIPTIONS).sort());
  });

  it('has an entry for each failure reason and no other', () => {
    const expected = [...Object.keys(REASONS), ...Object.keys(WALLET_REASONS)];
    expect(reasons.map(([heading]) => heading).sort()).toEqual(expected.sort());
  });

  it.each([...alarms, ...reasons])(
    'describes meaning, investigation, fix and verification of %s',
    (_, entry) => {
      for (const heading of ['**Meaning.**', '**Investigate.**', '**Fix.**', '**Verify.**']) {
        expect(entry).toContain(heading);
      }
    },
  );

  it('has the anchors that alarms and messages link to', () => {
    for (const name of Object.keys(ALARM_DESCRIPTIONS)) expect(anchors).toContain(alarmRunbookEntry(name));
    for (const reason of Object.keys(REASONS)) expect(anchors).toContain(runbookEntry(reason));
  });

  it('links only to its own headings', () => {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading?.toLowerCase().replaceAll(' ', '-'),
    );
    for (const [, anchor] of text.matchAll(/\]\(#([\w-]+)\)/g)) expect(headings).toContain(anchor);
  });

  it('names only outputs of the stack', () => {
    const asked = [...text.matchAll(/\boutput ([A-Z]\w+)/g)].map(([, name]) => name);
    const { Outputs } = templateWith({ egress: 'nat' }).toJSON();
    expect(asked.length).toBeGreaterThan(4);
    expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(asked));
  });
});
