/** Rows are converted to DynamoDB items and back without loss. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshallRow, toDynamoJson, unmarshallRow } from '../../../functions/history/marshall';
import type { Row } from '../../../functions/history/row';
import { capturedRow, failedRow, fiveWalletRow } from '../../support/rows';

const { schedule, clockSkewMs, ...bareCapture } = capturedRow();

describe('a row', () => {
  it.each([
    ['captured', capturedRow()],
    [
      'captured, with all optional attributes',
      capturedRow({ timezone: 'Europe/Berlin', expiresAt: 1_800_000_000 }),
    ],
    ['captured, with nothing held', capturedRow({ balances: { spot: {} } })],
    ['captured, with required attributes only', bareCapture],
    ['captured, of version 2', fiveWalletRow()],
    ['captured, of version 2 and spot alone', capturedRow({ version: 2 })],
    ['failed', failedRow()],
    ['failed, of version 2', failedRow({ version: 2, raw: { spot: new Uint8Array([31, 139]) } })],
    ['failed, with the answer as evidence', failedRow({ raw: { spot: new Uint8Array([31, 139]) } })],
  ])('that is %s is equal after a round trip', (_, row) => {
    expect(unmarshallRow(marshallRow(row))).toStrictEqual(row);
  });

  it('stores amounts as DynamoDB numbers with the same digits', () => {
    const row = capturedRow({ balances: { spot: { MX: { free: '44.376922000000002373', locked: '0' } } } });

    const item = marshallRow(row);

    expect(item.balances).toEqual({
      M: { spot: { M: { MX: { M: { free: { N: '44.376922000000002373' }, locked: { N: '0' } } } } } },
    });
  });

  it('has no attribute for an absent property', () => {
    const { schedule, ...bareFailure } = failedRow();
    const attributes = (row: Row) => Object.keys(marshallRow(row)).sort();

    expect(attributes(bareCapture)).toEqual(
      ['account', 'balances', 'capturedAt', 'raw', 'slot', 'status', 'version'].sort(),
    );
    expect(attributes(bareFailure)).toEqual(['account', 'failure', 'slot', 'status', 'version'].sort());
  });

  it('has no attribute for an absent property of its failure', () => {
    const row = failedRow({
      failure: { reason: 'banned', code: undefined, message: '', at: '', attempts: 0 },
    });

    expect(Object.keys(marshallRow(row).failure?.M ?? {}).sort()).toEqual([
      'at',
      'attempts',
      'message',
      'reason',
    ]);
  });

  it("is the same in DynamoDB's own JSON, except that bytes are base64", () => {
    const failed = failedRow();
    const captured = capturedRow({ raw: { spot: new Uint8Array([31, 139, 8]) } });

    expect(toDynamoJson(failed)).toEqual(marshallRow(failed));
    expect(toDynamoJson(captured)).toEqual({ ...marshallRow(captured), raw: { B: 'H4sI' } });
  });
});

describe('a row of version 2', () => {
  it('stores the response of each endpoint under its name, and in version 1 that of spot only', () => {
    const raw = { spot: new Uint8Array([1]), fund: new Uint8Array([2]) };

    expect(marshallRow(fiveWalletRow({ raw })).raw).toEqual({
      M: { spot: { B: raw.spot }, fund: { B: raw.fund } },
    });
    expect(marshallRow(capturedRow({ raw: { spot: raw.spot } })).raw).toEqual({ B: raw.spot });
  });

  it('stores amounts, prices and totals as numbers, and texts as strings', () => {
    const item = marshallRow(fiveWalletRow());

    expect(item.balances?.M?.stdFutures?.M?.USDT?.M?.crossUnrealizedProfit).toEqual({ N: '-0.5' });
    expect(item.prices).toEqual({ M: { USDT: { N: '1' }, ABC: { N: '0.000001' } } });
    expect(item.priceSources).toEqual({ M: { ABC: { S: 'last:ABC-USDT' } } });
    expect(item.exchangeTotals).toEqual({ M: { copyTrading: { N: '12.5' } } });
    expect(item.walletErrors).toEqual({
      M: { fund: { M: { reason: { S: 'permission-denied' }, code: { S: '100004' }, message: { S: 'no' } } } },
    });
    expect(item.rawOmitted).toEqual({ L: [{ S: 'allAccountBalance' }] });
  });

  it("has the bytes of each response as base64 in DynamoDB's own JSON", () => {
    const row = fiveWalletRow({ raw: { spot: new Uint8Array([31, 139, 8]) } });

    expect(toDynamoJson(row)).toEqual({ ...marshallRow(row), raw: { M: { spot: { B: 'H4sI' } } } });
  });
});

describe('an item', () => {
  it('projected to its status is a row without other properties', () => {
    expect(unmarshallRow({ status: { S: 'captured' } })).toEqual({ status: 'captured', balances: {} });
    expect(unmarshallRow({ status: { S: 'failed' } })).toEqual({ status: 'failed', failure: {} });
  });
});

describe('an item is rejected', () => {
  it('with a status that is neither captured nor failed', () => {
    expect(() =>
      unmarshallRow({ account: { S: 'main' }, slot: { S: 'x' }, status: { S: 'pending' } }),
    ).toThrow('The status of row main x must be captured or failed, got pending.');
  });

  it('when it is empty', () => {
    expect(() => unmarshallRow({})).toThrow('must be captured or failed, got undefined.');
  });

  it.each([
    ['is text', { M: { free: { S: '1' }, locked: { N: '0' } } }, '{"S":"1"}'],
    ['is null', { M: { free: { NULL: true } } }, '{"NULL":true}'],
  ])('when an amount %s', (_what, holding, held) => {
    const item = marshallRow(capturedRow());
    item.balances = { M: { spot: { M: { BTC: holding as AttributeValue } } } };

    expect(() => unmarshallRow(item)).toThrow(`An amount in a row must be a number, got ${held}.`);
  });
});
