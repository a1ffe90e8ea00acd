/** The whole text of messages about several accounts, wallets and slots. */
import { type Change, MAX_COUNTED_SLOTS } from '../../../functions/monitor/changes';
import {
  changesMessage,
  type Message,
  openProblemsMessage,
  weeklyMessage,
} from '../../../functions/monitor/messages';
import { openProblems } from '../../../functions/monitor/open-problems';

const SLOT = '2026-11-22T06:00:00Z';
const context = { now: '2026-11-22T06:05:00Z', stack: 'BalanceSnapshots' };
const failed = (reason: string, details: object = {}) => ({
  kind: 'failed' as const,
  reason,
  at: Date.parse('2026-11-22T06:00:02Z'),
  ...details,
});

/** The lines of a message that do not explain the reason. */
const linesOf = (message: Message | undefined) =>
  (message?.body ?? '').split('\n').filter((line) => !/^ {2}(Cause|Next step|Runbook): /.test(line));
const closing = ['', 'Stack: BalanceSnapshots. Judged at 2026-11-22T06:05:00Z.'];

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
    ...closing,
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
    ...closing,
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
    ...closing,
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
    ...closing,
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

it('open problems are grouped by wallet and reason, with their slots and beginnings', () => {
  const since = '2026-11-20T06:00:00Z';
  const message = openProblemsMessage(
    [
      { account: 'main', slot: SLOT, reason: 'banned', since, failure: failed('banned', { code: '100410' }) },
      { account: 'desk', slot: SLOT, reason: 'banned', failure: failed('banned', { code: '100410' }) },
      { account: 'fund', slot: '2026-11-22T05:00:00Z', reason: 'missing', since },
      { account: 'old', slot: SLOT, reason: 'missing' },
      { account: 'spare', reason: 'no-row-yet' },
      { account: 'new', slot: SLOT, reason: 'too-late', failure: failed('too-late', { code: '1' }) },
      { account: 'main', slot: SLOT, wallet: 'fund', reason: 'banned' },
    ],
    context,
  );

  expect(message?.subject).toBe('6 accounts with open problems');
  expect(linesOf(message)).toEqual([
    '2 accounts: banned',
    '  Accounts: desk, main since 2026-11-20T06:00:00Z',
    '  Latest slot: 2026-11-22T06:00:00Z',
    '',
    '2 accounts: missing',
    '  Accounts: fund since 2026-11-20T06:00:00Z, old',
    '',
    'spare: no-row-yet',
    '  Account: spare',
    '',
    'new: too-late',
    '  Account: new',
    '  Latest slot: 2026-11-22T06:00:00Z',
    '  Code of BingX: 1',
    '',
    'Warning: main, wallet fund: banned',
    '  Account: main',
    '  Latest slot: 2026-11-22T06:00:00Z',
    '  Effect: The slot is captured without wallet fund.',
    ...closing,
  ]);
});

it.each([
  ['since its beginning', { since: '2026-11-19T06:00:00Z', slot: SLOT }, '2026-11-19'],
  ['since its slot, where the beginning is unknown', { slot: '2026-11-18T06:00:00Z' }, '2026-11-18'],
  ['since the run, where the slot is unknown as well', {}, '2026-11-22'],
])('the gaps of many accounts with an open problem are listed %s', (_, first, from) => {
  const problems = Array.from({ length: 51 }, (_, i) => ({ account: `a${i}`, reason: 'missing', ...first }));

  expect(linesOf(openProblemsMessage(problems, context))).toContain(
    `  All of them: npm run report -- gaps --from ${from}`,
  );
});

it('an open problem has the failure of a failed slot alone, and the slot where it is known', () => {
  const failure = failed('banned');

  expect(
    openProblems([
      { account: 'main', slot: SLOT, state: failure },
      { account: 'desk', slot: SLOT, state: { kind: 'missing' } },
      { account: 'fund', slot: SLOT, state: { kind: 'captured', wallets: { ticker: 'timed-out' } } },
      { account: 'new', state: { kind: 'no-row-yet', isDue: true } },
      { account: 'fine', slot: SLOT, state: { kind: 'captured', wallets: {} } },
    ]),
  ).toEqual([
    { account: 'main', slot: SLOT, reason: 'banned', failure },
    { account: 'desk', slot: SLOT, reason: 'missing' },
    { account: 'fund', slot: SLOT, wallet: 'ticker', reason: 'timed-out' },
    { account: 'new', reason: 'no-row-yet' },
  ]);
  expect(
    Object.keys(openProblems([{ account: 'new', state: { kind: 'no-row-yet', isDue: true } }])[0] ?? {}),
  ).toEqual(['account', 'reason']);
});

it('the weekly message says that there are no open problems, and why it is sent', () => {
  const message = weeklyMessage(
    [{ account: 'main', slot: SLOT, state: { kind: 'captured', wallets: {} } }],
    [],
    context,
  );

  expect(linesOf(message)).toEqual([
    'No open problems.',
    '',
    'This message is sent on each Monday, also without problems: it shows that mails arrive.',
    ...closing,
  ]);
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
