/** What of a log is not a row that could be restored exactly, and the reason that is given. */
import { gzipSync } from 'node:zlib';
import { encodeForLog } from '../../../functions/history/log-fallback';
import { decodeFromLog, parseLogChunk } from '../../../functions/history/log-fallback-read';
import { toDynamoJson } from '../../../functions/history/marshall';
import { capturedRow, fiveWalletRow } from '../../support/rows';

const [part] = encodeForLog(fiveWalletRow());
if (!part) throw new Error('a row has a part');
const { id: _, ...withoutId } = part;

/** Decodes a part of the row of five wallets whose text holds `document`. */
const decode = (document: unknown) =>
  decodeFromLog([{ ...withoutId, row: gzipSync(JSON.stringify(document)).toString('base64') }]);

// biome-ignore lint/suspicious/noExplicitAny: an item that a test changes in any way.
const item = (): any => JSON.parse(JSON.stringify(toDynamoJson(fiveWalletRow())));

/** The item with some attributes changed or, where undefined, removed. */
const itemWith = (changes: object) => ({ ...item(), ...changes });

const NOT_EXACT = 'its attributes must be exactly those of a captured row, each of its own type';

it('the unchanged row is decoded', () => {
  expect(decode(item())).toEqual(fiveWalletRow());
});

it.each<[what: string, document: unknown, reason: string]>([
  [
    'another account',
    itemWith({ account: { S: 'desk' } }),
    'its row has another account than its log entry: desk',
  ],
  [
    'another slot',
    itemWith({ slot: { S: '2026-11-22T07:00:00Z' } }),
    'its row has another slot than its log entry: 2026-11-22T07:00:00Z',
  ],
  [
    'another time of capture',
    itemWith({ capturedAt: { S: 'noon' } }),
    'its row has another capturedAt than its log entry: noon',
  ],
  [
    'a later version',
    itemWith({ version: { N: '3' } }),
    'its version must be 1 to 2, got 3; update this command',
  ],
  [
    'version zero',
    itemWith({ version: { N: '0' } }),
    'its version must be 1 to 2, got 0; update this command',
  ],
  ['a version between two', itemWith({ version: { N: '1.5' } }), 'its version must be an integer, got 1.5'],
  [
    'a skew in fractions',
    itemWith({ clockSkewMs: { N: '0.5' } }),
    'its clockSkewMs must be an integer, got 0.5',
  ],
  ['no answer', itemWith({ raw: undefined }), "its raw must be the exchange's answer, got nothing"],
  ['a wallet that is null', itemWith({ balances: { M: { spot: null } } }), NOT_EXACT],
  ['an answer that is no bytes', itemWith({ raw: { M: { spot: { B: 5 } } } }), NOT_EXACT],
  ['an answer that is null', itemWith({ raw: { M: { spot: null } } }), NOT_EXACT],
  ['an answer that is an object with a length', itemWith({ raw: { B: { length: 1e9 } } }), NOT_EXACT],
  ['an attribute that rows do not have', itemWith({ comment: { S: 'x' } }), NOT_EXACT],
  ['a text where a number belongs', itemWith({ clockSkewMs: { S: '5' } }), NOT_EXACT],
  [
    'a number that JavaScript cannot hold',
    itemWith({ expiresAt: { N: '1e999' } }),
    'its expiresAt must be an integer',
  ],
  ['a status of its own', itemWith({ status: { S: 'pending' } }), 'must be captured or failed, got pending'],
  ['a list', [], NOT_EXACT],
  ['null', null, NOT_EXACT],
  ['a number', 5, NOT_EXACT],
  [
    'an amount too few',
    itemWith({ balances: { M: { spot: { M: { BTC: { M: { free: { N: '1' } } } } } } } }),
    'an asset of its wallet spot must have the amounts free, locked',
  ],
  [
    'an unknown wallet',
    itemWith({
      balances: { M: { ...item().balances.M, other: { M: { BTC: { M: { free: { N: '1' } } } } } } },
    }),
    'an asset of its wallet other must have the amounts of a known wallet',
  ],
])('a row with %s is refused', (_what, document, reason) => {
  expect(() => decode(document)).toThrow(reason);
});

it('a part whose text was changed is refused by its id', () => {
  const changed = gzipSync(JSON.stringify(item()), { level: 1 }).toString('base64');

  expect(() => decodeFromLog([{ ...part, row: changed }])).toThrow('its text was damaged');
});

it('a text that is not gzip is refused as damaged', () => {
  const row = Buffer.from(JSON.stringify(item())).toString('base64');

  expect(() => decodeFromLog([{ ...withoutId, row }])).toThrow('its text was damaged');
});

it('a text that unpacks to gigabytes is refused without being unpacked', () => {
  const row = gzipSync(Buffer.alloc((16 << 20) + 1, ' ')).toString('base64');

  expect(() => decodeFromLog([{ ...withoutId, row }])).toThrow('its text unpacks to more than 16 MB');
});

it('a row of version 1 without any assets is decoded', () => {
  const row = capturedRow({ balances: { spot: {} } });

  expect(decodeFromLog(encodeForLog(row))).toEqual(row);
});

it.each([
  ['a part after the last', { part: 2, of: 1 }],
  ['a time without milliseconds', { capturedAt: '2026-11-22T06:00:01Z' }],
  ['a time that is none', { capturedAt: 'noon' }],
  ['a slot that is none', { slot: 'noon' }],
  ['a text that is not base64', { row: '<' }],
])('a log entry with %s is not a part', (_what, changes) => {
  expect(parseLogChunk({ ...part, ...changes })).toBeUndefined();
});
