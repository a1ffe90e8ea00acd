/** The text of the daily and the weekly message, and the problems that they list. */
import { openProblemsMessage, weeklyMessage } from '../../../functions/monitor/messages';
import { openProblems } from '../../../functions/monitor/open-problems';
import { CLOSING, messageContext as context, failed, linesOf, SLOT } from './message-lines';

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
    ...CLOSING,
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
    ...CLOSING,
  ]);
});
