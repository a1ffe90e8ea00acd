/** The complete text of messages about several accounts, wallets and slots. */
import { type Change, MAX_COUNTED_SLOTS } from '../../../functions/monitor/changes';
import { changesMessage } from '../../../functions/monitor/messages';
import { CLOSING, messageContext as context, failed, linesOf, SLOT } from './message-lines';

const recovered = (account: string, slot: string, previousReason: string, slots?: number): Change => ({
  account,
  slot,
  kind: 'recovered',
  previousReason,
  ...(slots !== undefined && { slots }),
});
const problem = (account: string, changes: Partial<Change> = {}) =>
  ({ account, slot: SLOT, kind: 'new', reason: 'banned', ...changes }) as Change;

it('accounts that recovered at the same slot are one section with their common number of slots', () => {
  const message = changesMessage(
    [recovered('main', SLOT, 'too-late', 2), recovered('desk', SLOT, 'banned', 2)],
    context,
  );

  expect(message?.subject).toBe('2 accounts: recovered at 06:00Z after 2 slots');
  expect(linesOf(message)).toEqual([
    '2 accounts: recovered at 06:00Z after 2 slots',
    '  Accounts: desk, main',
    '  Slot: 2026-11-22T06:00:00Z',
    '  Problem before: banned, too-late',
    ...CLOSING,
  ]);
});

it('accounts that recovered at different slots are one section without slot and number', () => {
  const message = changesMessage(
    [recovered('main', SLOT, 'banned', 1), recovered('desk', '2026-11-22T05:30:00Z', 'banned', 2)],
    context,
  );

  expect(linesOf(message)).toEqual([
    '2 accounts: recovered',
    '  Accounts: desk, main',
    '  Problem before: banned',
    ...CLOSING,
  ]);
});

it.each([
  [1, ' after 1 slot'],
  [1_234, ' after 1,234 slots'],
  [MAX_COUNTED_SLOTS, ' after more than 10,000 slots'],
  [undefined, ''],
])('a recovery after %s slots', (slots, after) => {
  expect(changesMessage([recovered('main', SLOT, 'banned', slots)], context)?.subject).toBe(
    `main: recovered at 06:00Z${after}`,
  );
});

it('a slot that is not at a full minute has its seconds', () => {
  expect(changesMessage([problem('main', { slot: '2026-11-22T06:00:07Z' })], context)?.subject).toBe(
    'main: banned since 06:00:07Z',
  );
});

it('larger groups come first, and what one account alone explains is left out of a group', () => {
  const details = { code: '100410', egressIp: '203.0.113.7', retryAt: '2026-11-22T07:00:00.000Z' };
  const message = changesMessage(
    [
      problem('main', { reason: 'too-late', failure: failed('too-late', details) }),
      problem('desk', { failure: failed('banned', details) }),
      problem('fund', { failure: failed('banned', details) }),
      { ...problem('old'), kind: 'changed', previousReason: 'missing' } as Change,
      recovered('spare', SLOT, 'missing', 1),
    ],
    context,
  );

  expect(message?.subject).toBe('5 accounts: 3 new problems, 1 changed problem, 1 recovered');
  expect(linesOf(message)).toEqual([
    '2 accounts: banned since 06:00Z',
    '  Accounts: desk, fund',
    '  Slot: 2026-11-22T06:00:00Z',
    '',
    'main: too-late since 06:00Z',
    '  Account: main',
    '  Slot: 2026-11-22T06:00:00Z',
    '  Code of BingX: 100410',
    '  Address seen by BingX: 203.0.113.7',
    '  BingX answers again at: 2026-11-22T07:00:00.000Z',
    '',
    'old: banned since 06:00Z (before: missing)',
    '  Account: old',
    '  Slot: 2026-11-22T06:00:00Z',
    '',
    'spare: recovered at 06:00Z after 1 slot',
    '  Account: spare',
    '  Slot: 2026-11-22T06:00:00Z',
    '  Problem before: missing',
    ...CLOSING,
  ]);
});

it('problems of different wallets, and the same problem before another, are sections of their own', () => {
  const message = changesMessage(
    [
      problem('main', { wallet: 'fund', reason: 'retired' }),
      problem('main', { wallet: 'ticker', reason: 'retired' }),
      problem('main', { wallet: 'allAccountBalance', reason: 'retired' }),
    ],
    context,
  );

  expect(message?.subject).toBe('1 account: 3 new problems');
  expect(linesOf(message)).toEqual([
    ...['wallet fund', 'prices', 'totals of BingX'].flatMap((name) => [
      `Warning: main, ${name}: retired since 06:00Z`,
      '  Account: main',
      '  Slot: 2026-11-22T06:00:00Z',
      `  Effect: The slot is captured without ${name}.`,
      '',
    ]),
    'Stack: BalanceSnapshots. Judged at 2026-11-22T06:05:00Z.',
  ]);
});

it.each([
  ['gaps --from 2026-11-21', undefined],
  ['balances', 'fund'],
])('over fifty accounts are listed by a command: %s', (command, wallet) => {
  const names = Array.from({ length: 52 }, (_, i) => `a${String(i).padStart(2, '0')}`);
  const changes = names.map((account, i) =>
    problem(account, { slot: i === 30 ? '2026-11-21T06:00:00Z' : SLOT, ...(wallet && { wallet }) }),
  );

  const lines = linesOf(changesMessage(changes.toReversed(), { ...context, stack: 'Another' }));

  expect(lines.slice(1, 3)).toEqual([
    `  Accounts: ${names.slice(0, 50).join(', ')} and 2 more`,
    `  All of them: npm run report -- ${command} --stack Another`,
  ]);
});

it('fifty accounts are named without a command', () => {
  const changes = Array.from({ length: 50 }, (_, i) => problem(`a${i}`));

  expect(linesOf(changesMessage(changes, context)).join('\n')).not.toMatch(/more|All of them/);
});

it('a code of BingX is shown with at most 64 characters, and a time that is none is not shown', () => {
  const failure = failed('banned', { code: '9'.repeat(70), retryAt: 'soon', egressIp: 'none' });

  expect(linesOf(changesMessage([problem('main', { failure })], context))).toEqual([
    'main: banned since 06:00Z',
    '  Account: main',
    '  Slot: 2026-11-22T06:00:00Z',
    `  Code of BingX: ${'9'.repeat(64)}`,
    ...CLOSING,
  ]);
});

it('a subject of 100 characters is kept, a longer one is cut', () => {
  const subjectWith = (length: number) =>
    changesMessage([problem('main', { reason: 'x'.repeat(length) })], context)?.subject;

  expect(subjectWith(81)).toBe(`main: ${'x'.repeat(81)} since 06:00Z`);
  expect(subjectWith(82)).toBe(`main: ${'x'.repeat(82)} since 06:0`.slice(0, 97).concat('...'));
});

it('a body has at most 200,000 characters', () => {
  const changes = Array.from({ length: 2_000 }, (_, i) => problem('main', { reason: `x${i}` }));

  expect(changesMessage(changes, context)?.body).toHaveLength(200_000);
});

it('the same reason is explained differently for an account and for a wallet', () => {
  const stepOf = (changes: object) =>
    /Next step: (.*)/.exec(
      changesMessage([problem('main', { reason: 'invalid-response', ...changes })], context)?.body ?? '',
    )?.[1];

  expect(stepOf({})).toBe('Read failure.message of the row; the API of BingX may have changed.');
  expect(stepOf({ wallet: 'fund' })).toBe('Read walletErrors of the row; the API of BingX may have changed.');
});

it('a reason that is not known is not explained as an unreadable row', () => {
  const causeOf = (reason: string) =>
    /Cause: (.*)/.exec(changesMessage([problem('main', { reason })], context)?.body ?? '')?.[1];

  expect(causeOf('of-a-later-version')).toBe('This version does not know the reason.');
  expect(causeOf('unreadable-row')).toMatch(/^The row cannot be read: /);
});
