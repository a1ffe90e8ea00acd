/** Entries of the log that the replay refuses, because their row is not the one that they claim. */
import { gzipSync } from 'node:zlib';
import { encodeForLog, type LogChunk } from '../../../functions/history/log-fallback';
import { toDynamoJson } from '../../../functions/history/marshall';
import { capturedRow } from '../../support/rows';
import { entry, mockTable, replayText, row } from './saved-log';

const { written } = mockTable();

describe('an entry is refused', () => {
  const [honest] = encodeForLog(row) as [LogChunk];
  /** An entry as an earlier version printed it: without the hash, so that only its content can be checked. */
  const packed = (item: object, changes: object = {}) => {
    const { id: _, ...part } = honest;
    return entry({ ...part, row: gzipSync(JSON.stringify(item)).toString('base64'), ...changes });
  };
  const item = toDynamoJson(row);

  it.each<[what: string, line: string, why: string]>([
    ['another account', packed({ ...item, account: { S: 'savings' } }), 'its row has another account'],
    ['another slot', packed({ ...item, slot: { S: '2026-11-22T07:00:00Z' } }), 'its row has another slot'],
    [
      'another moment',
      packed({ ...item, capturedAt: { S: '2026-11-22T06:00:09.000Z' } }),
      'its row has another capturedAt',
    ],
    ['a later version', packed({ ...item, version: { N: '99' } }), 'version must be 1'],
    ['no version', packed({ ...item, version: undefined }), 'version must be 1'],
    ['an unknown attribute', packed({ ...item, price: { N: '1' } }), 'must be exactly'],
    ['an attribute of another type', packed({ ...item, schedule: { N: '1' } }), 'must be exactly'],
    ['no balances', packed({ ...item, balances: undefined }), 'must be exactly'],
    [
      'a number that is NaN',
      packed({ ...item, clockSkewMs: { N: 'NaN' } }),
      'clockSkewMs must be an integer',
    ],
    ['bytes that are an object', packed({ ...item, raw: { B: { length: 4e9 } } }), 'must be exactly'],
    ['no raw answer', packed({ ...item, raw: undefined }), 'raw must be'],
    [
      'an amount without a number',
      packed({ ...item, balances: { M: { spot: { M: { BTC: { M: {} } } } } } }),
      'amount',
    ],
    ['a wallet that is null', packed({ ...item, balances: { M: { spot: null } } }), 'must be exactly'],
    ['another status', packed({ ...item, status: { S: 'done' } }), 'must be captured or failed, got done'],
    ['null instead of an object', packed(null as never), 'must be exactly'],
    ['a list', packed([]), 'must be exactly'],
    [
      '17 MB in 17 KB',
      packed(item, { row: gzipSync(Buffer.alloc(17 << 20)).toString('base64') }),
      'more than 16 MB',
    ],
    ['text that was changed', entry({ ...honest, row: `${honest.row.slice(0, -8)}AAAAAAA=` }), 'damaged'],
    [
      'a different row under the hash',
      entry({ ...honest, row: encodeForLog(capturedRow({ clockSkewMs: 1 }))[0]?.row }),
      'damaged',
    ],
  ])('that contains %s', async (_what, line, why) => {
    const result = await replayText(line);

    expect(result.exitCode).toBe(1);
    expect(result.stdout).toContain(`main 2026-11-22T06:00:00Z (taken ${row.capturedAt}): refused: `);
    expect(result.stdout).toContain(why);
    expect(written()).toEqual([]);
  });

  it.each<[what: string, changes: object]>([
    ['4,294,967,295 parts', { of: 4294967295 }],
    ['more parts than the limit', { of: 501 }],
    ['a part after the last', { part: 2 }],
    ['a slot that does not exist', { slot: '2026-11-31T06:00:00Z' }],
    ['an invalid capture time', { capturedAt: 'x' }],
    ['no account', { account: '' }],
    ['an account that no event can name', { account: 'main/2' }],
    ['a slot before BingX existed', { slot: '2017-12-31T23:00:00Z' }],
    ['an invalid hash', { id: '../../x' }],
    ['text that is not base64', { row: '<html>' }],
    ['a part over the size limit', { row: 'AAAA'.repeat(50_001) }],
  ])('that claims %s', async (_what, changes) => {
    const result = await replayText(entry({ ...honest, ...changes }));

    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    expect(result.stderr).toContain('1 log entry is neither');
  });
});
