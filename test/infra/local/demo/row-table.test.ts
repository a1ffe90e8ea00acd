/** The table of a row is safe to print, whatever the row contains. */
import { rowTable } from '../../../../infra/local/demo/row-table';
import { captured, failed } from '../../../support/slots';

const SLOT = '2026-11-22T06:00:00Z';
const CONTROLS = ['\u001b', '\u202e', '\r'];
const ESCAPES = CONTROLS.join('[2J');

it('replaces control characters in an asset name', () => {
  const table = rowTable(captured({ slot: SLOT, held: { [`BTC${ESCAPES}`]: '1' } }));

  expect(table).toContain('BTC');
  for (const control of CONTROLS) expect(table).not.toContain(control);
});

it('replaces control characters in the message of a failure', () => {
  const table = rowTable(failed({ slot: SLOT, reason: 'wrong-shape', message: `refused${ESCAPES}` }));

  expect(table).toContain('refused');
  for (const control of CONTROLS) expect(table).not.toContain(control);
});
