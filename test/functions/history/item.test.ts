/** A row survives the way into a DynamoDB item and back. */
import { fromItem, toItem } from '../../../functions/history/item';
import { capturedRow, failedRow } from '../../support/rows';

describe('a row', () => {
  it.each([
    ['captured', capturedRow()],
    [
      'captured, with everything it may have',
      capturedRow({ timezone: 'Europe/Berlin', expiresAt: 1_800_000_000 }),
    ],
    ['captured, with nothing held', capturedRow({ balances: { spot: {} } })],
    ['failed', failedRow()],
    ['failed, with the answer as evidence', failedRow({ raw: new Uint8Array([31, 139]) })],
  ])('that is %s comes back as it was', (_, row) => {
    expect(fromItem(toItem(row))).toEqual(row);
  });

  it('keeps amounts as DynamoDB numbers, in the very digits', () => {
    const row = capturedRow({ balances: { spot: { MX: { free: '44.376922000000002373', locked: '0' } } } });

    const item = toItem(row);

    expect(item.balances).toEqual({
      M: { spot: { M: { MX: { M: { free: { N: '44.376922000000002373' }, locked: { N: '0' } } } } } },
    });
  });

  it('has no attribute for what it does not say', () => {
    const { schedule, clockSkewMs, ...bare } = capturedRow();

    expect(Object.keys(toItem(bare)).sort()).toEqual(
      ['account', 'balances', 'capturedAt', 'raw', 'slot', 'status', 'version'].sort(),
    );
  });
});

describe('an item is refused', () => {
  it('where it is neither captured nor failed', () => {
    expect(() => fromItem({ account: { S: 'main' }, slot: { S: 'x' }, status: { S: 'pending' } })).toThrow(
      'The row main x has the status pending; it wants captured or failed',
    );
  });

  it('where an amount is no number', () => {
    const item = toItem(capturedRow());
    item.balances = { M: { spot: { M: { BTC: { M: { free: { S: '1' }, locked: { N: '0' } } } } } } };

    expect(() => fromItem(item)).toThrow('where an amount belongs');
  });
});
