/** The monitor's messages, as an operator reads them. */
import type { Change } from '../../../functions/monitor/changes';
import { changesMessage, openProblemsMessage, weeklyMessage } from '../../../functions/monitor/messages';
import { type OpenProblem, openProblems } from '../../../functions/monitor/open-problems';
import { REASONS, WALLET_REASONS } from '../../../functions/monitor/reasons';
import { FAILURES } from '../../../functions/snapshot/outcome';

const SLOT = '2026-11-22T06:00:00Z';
const context = { now: '2026-11-22T06:05:00Z', stack: 'BalanceSnapshots' };
const failure = (reason: string) => ({
  kind: 'failed' as const,
  reason,
  at: Date.parse('2026-11-22T06:00:02Z'),
  code: '100419',
  egressIp: '203.0.113.7',
});
const fresh = (account: string, reason: string): Change => ({
  account,
  slot: SLOT,
  kind: 'new',
  reason,
  failure: failure(reason),
});

it('a new problem names account, slot, cause, address, next step and runbook entry', () => {
  expect(changesMessage([fresh('main', 'ip-not-whitelisted')], context)).toEqual({
    subject: 'main: ip-not-whitelisted since 06:00Z',
    body: [
      'main: ip-not-whitelisted since 06:00Z',
      '  Account: main',
      '  Slot: 2026-11-22T06:00:00Z',
      "  Cause: BingX rejected the IP address of the request: it is not on the API key's whitelist.",
      '  Code of BingX: 100419',
      '  Address seen by BingX: 203.0.113.7',
      '  Next step: Add the address to the whitelist of the key at BingX, API management. If it changes, deploy with egress: nat.',
      '  Runbook: RUNBOOK.md#ip-not-whitelisted',
      '',
      'Stack: BalanceSnapshots. Judged at 2026-11-22T06:05:00Z.',
    ].join('\n'),
  });
});

it('a recovery says when, and after how many slots', () => {
  const recovered: Change = {
    account: 'main',
    slot: '2026-11-22T09:00:00Z',
    kind: 'recovered',
    previousReason: 'banned',
    slots: 3,
  };

  const message = changesMessage([recovered], { ...context, now: '2026-11-22T09:35:00Z' });

  expect(message?.subject).toBe('main: recovered at 09:00Z after 3 slots');
});

it('a changed problem names the one before, and a slot of another day its date', () => {
  const changed: Change = {
    account: 'main',
    slot: '2026-11-21T23:30:00Z',
    kind: 'changed',
    reason: 'missing',
    previousReason: 'banned',
  };

  expect(changesMessage([changed], context)?.subject).toBe(
    'main: missing since 2026-11-21 23:30Z (before: banned)',
  );
});

it('a wallet is named beside its account', () => {
  const wallet: Change = { account: 'main', slot: SLOT, wallet: 'fund', kind: 'new', reason: 'timed-out' };

  expect(changesMessage([wallet], context)?.subject).toBe(
    'Warning: main, wallet fund: timed-out since 06:00Z',
  );
});

it.each([...Object.keys(REASONS), ...Object.keys(WALLET_REASONS)])(
  '%s has a cause, a next step and a runbook entry',
  (reason) => {
    const { subject, body } = changesMessage([fresh('main', reason)], {
      ...context,
      runbookUrl: 'https://example.com/runbook',
    }) ?? { subject: '', body: '' };

    expect(subject).toMatch(/^[ -~]{1,100}$/);
    expect(body).toMatch(/ {2}Cause: .+\.\n/);
    expect(body).toMatch(/ {2}Next step: .+\.\n/);
    expect(body).toContain(`  Runbook: https://example.com/runbook#${reason}\n`);
  },
);

const ACCOUNT_REASONS = [...new Set([...Object.keys(FAILURES), ...Object.keys(REASONS)])];
const WALLET_ERRORS = [...new Set([...Object.keys(WALLET_REASONS), ...Object.keys(FAILURES)])];

describe.each([
  ...ACCOUNT_REASONS.map((reason) => ({ reason })),
  ...WALLET_ERRORS.map((reason) => ({ reason, wallet: 'fund' })),
])('each message about %j', ({ reason, ...wallet }: { reason: string; wallet?: string }) => {
  const about = { account: 'main', slot: SLOT, reason, ...wallet };
  const state = wallet.wallet ? { kind: 'captured' as const, wallets: { fund: reason } } : failure(reason);
  const accounts = [{ account: 'main', slot: SLOT, state }];
  const messages = [
    changesMessage([{ ...about, kind: 'new' }], context),
    changesMessage([{ ...about, kind: 'changed', previousReason: 'timed-out' }], context),
    openProblemsMessage(openProblems(accounts), context),
    weeklyMessage(accounts, openProblems(accounts), context),
  ];

  it.each(messages)('has account, slot, cause, next step and link: $subject', (message) => {
    expect(message?.subject).toMatch(/^[ -~]{1,100}$/);
    for (const line of ['Account: main', `(Latest s|S)lot: ${SLOT}`, 'Cause: .+\\.', 'Next step: .+\\.'])
      expect(message?.body).toMatch(new RegExp(`^  ${line}$`, 'm'));
    expect(message?.body).toContain(`\n  Runbook: RUNBOOK.md#${reason}\n`);
    expect(message?.body).not.toContain('does not know');
  });

  it('is followed by one about the recovery, with the problem before', () => {
    const recovered: Change = { ...about, kind: 'recovered', previousReason: reason };

    expect(changesMessage([recovered], context)?.body).toContain(`\n  Problem before: ${reason}\n`);
  });
});

it('a warning says that the slot is captured without the wallet, the prices or the totals', () => {
  const bodyOf = (wallet: string) =>
    changesMessage([{ account: 'main', slot: SLOT, wallet, kind: 'new', reason: 'timed-out' }], context)
      ?.body;

  expect(bodyOf('fund')).toContain('  Effect: The slot is captured without wallet fund.\n');
  expect(bodyOf('ticker')).toContain('  Effect: The slot is captured without prices.\n');
  expect(bodyOf('allAccountBalance')).toContain('  Effect: The slot is captured without totals of BingX.\n');
});

it('the command that lists all accounts starts at their earliest slot', () => {
  const slot = '2026-11-21T23:30:00Z';
  const changes = Array.from({ length: 51 }, (_, i) => ({ ...fresh(`a${i}`, 'banned'), slot }));

  expect(changesMessage(changes, context)?.body).toContain('gaps --from 2026-11-21\n');
});

it('many accounts with the same problem are one message, with the first 50 names, the number and a command', () => {
  const names = Array.from({ length: 9871 }, (_, i) => `account-${String(i).padStart(5, '0')}`);

  const message = changesMessage(
    names.toReversed().map((name) => fresh(name, 'exchange-unavailable')),
    { ...context, stack: 'Other' },
  );

  expect(message?.subject).toBe('9,871 accounts: exchange-unavailable since 06:00Z');
  expect(message?.body).toContain(`  Accounts: ${names.slice(0, 50).join(', ')} and 9,821 more\n`);
  expect(message?.body).toContain('  All of them: npm run report -- gaps --from 2026-11-22 --stack Other\n');
  expect(message?.body).not.toContain('203.0.113.7');
});

it('different changes are one message, with a section for each', () => {
  const message = changesMessage(
    [
      fresh('main', 'banned'),
      fresh('desk', 'ip-not-whitelisted'),
      { account: 'fund', slot: SLOT, kind: 'recovered', previousReason: 'missing', slots: 1 },
    ],
    context,
  );

  expect(message?.subject).toBe('3 accounts: 2 new problems, 1 recovered');
  expect(message?.body).toContain('main: banned since 06:00Z\n');
  expect(message?.body).toContain('\n\ndesk: ip-not-whitelisted since 06:00Z\n');
  expect(message?.body).toContain('\n\nfund: recovered at 06:00Z after 1 slot\n');
});

it('a row that cannot be read is explained, with a link to the runbook', () => {
  const message = changesMessage([fresh('main', 'unreadable-row')], context);

  expect(message?.body).toContain('  Cause: The row cannot be read:');
  expect(message?.body).toContain('  Runbook: RUNBOOK.md\n');
});

it('nothing changed is no message', () => {
  expect(changesMessage([], context)).toBeUndefined();
  expect(openProblemsMessage([], context)).toBeUndefined();
});

it('text of a row cannot add lines, control characters or an unbounded subject', () => {
  const hostile = `x\nRunbook: https://evil.example\u001b[2J\u202e${'y'.repeat(300)}`;
  const change: Change = {
    ...fresh('main', hostile),
    failure: { ...failure(hostile), egressIp: 'no address', code: hostile, retryAt: 'soon' },
  } as Change;

  const { subject, body } = changesMessage([change], context) ?? { subject: '', body: '' };

  expect(subject).toMatch(/^[ -~]{1,100}$/);
  expect(body.split('\n').filter((line) => line.trimStart().startsWith('Runbook: '))).toHaveLength(1);
  expect(body).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  expect(body).not.toContain('no address');
  expect(body).toContain('\n  Runbook: RUNBOOK.md\n');
});

describe('the summaries', () => {
  const accounts = [
    { account: 'main', slot: SLOT, state: { kind: 'captured' as const, wallets: { fund: 'retired' } } },
    { account: 'desk', slot: SLOT, state: failure('banned') },
    { account: 'spare', state: { kind: 'no-row-yet' as const, isDue: true } },
  ];

  it('list open problems of accounts and wallets', () => {
    const problems: OpenProblem[] = openProblems(accounts).map((problem) =>
      problem.account === 'desk' ? { ...problem, since: '2026-11-20T06:00:00Z' } : problem,
    );

    const message = openProblemsMessage(problems, context);

    expect(message?.subject).toBe('3 accounts with open problems');
    expect(message?.body).toContain('Warning: main, wallet fund: retired\n');
    expect(message?.body).toContain('desk: banned\n  Account: desk since 2026-11-20T06:00:00Z\n');
    expect(message?.body).toContain('spare: no-row-yet\n');
  });

  it('count the accounts that captured their latest slot, also when all did', () => {
    expect(weeklyMessage(accounts, openProblems(accounts), context).subject).toBe(
      '1 of 3 accounts captured their latest slot',
    );
    expect(weeklyMessage(accounts.slice(0, 1), [], context).subject).toBe(
      '1 of 1 account captured its latest slot',
    );
  });
});
