/** Rows as no version of the product writes them: unreadable, with an invalid schedule, or with a key that is no slot. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import { captured } from '../../support/slots';

export const at = (hour: number) => `2026-11-22T0${hour}:00:00Z`;
export const ODD_SLOT = at(7);

/** The attributes of an ordinary row that are different; undefined where the attribute is absent. */
export type Changes = Record<string, AttributeValue | undefined>;

export const held = { BTC: '1.5' };

export function changedItem(account: string, slot: string, changes: Changes): Item {
  const item: Changes = { ...marshallRow(captured({ account, slot, held })), ...changes };
  return Object.fromEntries(
    Object.entries(item).filter((entry): entry is [string, AttributeValue] => entry[1] !== undefined),
  );
}

/** Rows with status captured whose balances are unreadable. */
export const UNREADABLE: [string, Changes][] = [
  ['a later version', { version: { N: '999' } }],
  ['no version', { version: undefined }],
  ['a version that is a text', { version: { S: '1' } }],
  ['no balances', { balances: undefined }],
  ['balances that are a list', { balances: { L: [] } }],
  ['no spot wallet', { balances: { M: {} } }],
  ['another status', { status: { S: 'pending' } }],
  ['no status', { status: undefined }],
];

/** Rows with readable balances whose schedule or time zone is invalid. */
export const READABLE: [string, Changes][] = [
  ['a schedule that is no expression', { schedule: { S: 'every hour' } }],
  ['a schedule that is a number', { schedule: { N: '5' } }],
  ['a schedule of 300 KB', { schedule: { S: 'x'.repeat(300_000) } }],
  ['an unknown zone', { timezone: { S: 'Mars/Phobos' } }],
  ['an empty zone', { timezone: { S: '' } }],
];

const IMPOSSIBLE_SLOTS = [
  '0026-11-22T06:00:00Z',
  '2017-12-31T23:00:00Z',
  '2026-11-22T06:00:00+01:00',
  '2026-13-45',
  'noon',
  '~~',
];

/** Rows with impossible slots, and one in the far future. */
export const rowsWithKeys = (account: string) =>
  [...IMPOSSIBLE_SLOTS, '9026-01-01T00:00:00Z'].map((slot) =>
    captured({ account, slot, held: { BTC: '9' } }),
  );
