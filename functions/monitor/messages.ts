/** The texts of the monitor's messages: subject of at most 100 ASCII characters, body in plain text. */
import { isIP } from 'node:net';
import { toPrintable } from '../history/printable';
import { PRICES_ENDPOINT, TOTALS_ENDPOINT } from '../history/row';
import { DEFAULT_STACK_NAME } from '../history/table';
import { type Change, MAX_COUNTED_SLOTS } from './changes';
import type { AccountState } from './judge';
import type { OpenProblem } from './open-problems';
import { explain } from './reasons';

export type Message = { subject: string; body: string };

export type MessageContext = {
  /** The time of the run: ISO, UTC. */
  now: string;
  stack: string;
  runbookUrl?: string;
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_LENGTH = 100;
/** SNS accepts 256 KB. */
const MAX_BODY_LENGTH = 200_000;
const MAX_NAMES = 50;

/** One message about everything that changed; undefined where nothing did. */
export function changesMessage(changes: readonly Change[], context: MessageContext): Message | undefined {
  if (changes.length === 0) return undefined;
  const groups = groupBy(changes, (change) =>
    [change.wallet ?? '', change.kind, reasonOf(change), previousOf(change)].join('\n'),
  );
  const sections = groups.map((group) => describeChanges(group, context));
  const accounts = new Set(changes.map(({ account }) => account)).size;
  const subject =
    sections.length === 1 ? (sections[0]?.title ?? '') : `${accountCount(accounts)}: ${summary(changes)}`;
  return message(subject, sections, context);
}

/** All open problems, in one message; undefined where there are none. */
export function openProblemsMessage(
  problems: readonly OpenProblem[],
  context: MessageContext,
): Message | undefined {
  if (problems.length === 0) return undefined;
  const accounts = new Set(problems.map(({ account }) => account)).size;
  return message(`${accountCount(accounts)} with open problems`, problemSections(problems, context), context);
}

/** How many accounts captured their latest slot, with the open problems. Sent every week: it proves that mail arrives. */
export function weeklyMessage(
  accounts: readonly AccountState[],
  problems: readonly OpenProblem[],
  context: MessageContext,
): Message {
  const captured = accounts.filter(({ state }) => state.kind === 'captured').length;
  const subject = `${grouped(captured)} of ${accountCount(accounts.length)} captured ${accounts.length === 1 ? 'its' : 'their'} latest slot`;
  const purpose = 'This message is sent on each Monday, also without problems: it shows that mails arrive.';
  const sections =
    problems.length === 0 ? [{ title: 'No open problems.', lines: [] }] : problemSections(problems, context);
  return message(subject, [...sections, { title: purpose, lines: [] }], context);
}

/** The accounts of a group that a message names. */
export const namedAccounts = <T extends { account: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => (a.account < b.account ? -1 : 1)).slice(0, MAX_NAMES);

type Section = { title: string; lines: string[] };
type Group<T> = readonly [T, ...T[]];

const reasonOf = (change: Change) => (change.kind === 'recovered' ? '' : change.reason);
const previousOf = (change: Change) => (change.kind === 'changed' ? change.previousReason : '');

function describeChanges(group: Group<Change>, context: MessageContext): Section {
  const [first] = group;
  const who = subjectOf(group, first.wallet);
  const slots = new Set(group.map(({ slot }) => slot));
  const time = slots.size === 1 ? shortTime(first.slot, context.now) : undefined;
  const lines =
    group.length > 1
      ? nameLines(group, context, earliest(group.map(({ slot }) => slot)))
      : [`Account: ${first.account}`];
  if (slots.size === 1) lines.push(`Slot: ${first.slot}`);
  if (first.kind === 'recovered') {
    const counts = new Set(group.map((change) => (change.kind === 'recovered' ? change.slots : undefined)));
    const after = counts.size === 1 && first.slots !== undefined ? ` after ${slotCount(first.slots)}` : '';
    const before = [
      ...new Set(group.map((change) => (change.kind === 'recovered' ? change.previousReason : ''))),
    ];
    lines.push(`Problem before: ${before.sort().join(', ')}`);
    return { title: `${who}: recovered${time ? ` at ${time}` : ''}${after}`, lines };
  }
  const from = first.kind === 'changed' ? ` (before: ${first.previousReason})` : '';
  return {
    title: `${severity(first)}${who}: ${first.reason}${time ? ` since ${time}` : ''}${from}`,
    lines: [...lines, ...explanation(first, group.length === 1 ? first.failure : undefined, context)],
  };
}

function problemSections(problems: readonly OpenProblem[], context: MessageContext): Section[] {
  return groupBy(problems, ({ reason, wallet = '' }) => [wallet, reason].join('\n')).map((group) => {
    const [first] = group;
    const since = (problem: OpenProblem) => (problem.since ? ` since ${problem.since}` : '');
    const from = earliest(group.map((problem) => problem.since ?? problem.slot ?? context.now));
    const lines =
      group.length === 1
        ? [`Account: ${first.account}${since(first)}`]
        : nameLines(group, context, from, since);
    const slots = new Set(group.map(({ slot }) => slot));
    if (slots.size === 1 && first.slot !== undefined) lines.push(`Latest slot: ${first.slot}`);
    const failure = group.length === 1 ? first.failure : undefined;
    return {
      title: `${severity(first)}${subjectOf(group, first.wallet)}: ${first.reason}`,
      lines: [...lines, ...explanation(first, failure, context)],
    };
  });
}

/** The slot is captured without an optional wallet. */
const severity = ({ wallet }: { wallet?: string }) => (wallet === undefined ? '' : 'Warning: ');

const subjectOf = (group: Group<{ account: string }>, wallet?: string) =>
  `${group.length === 1 ? group[0].account : accountCount(group.length)}${wallet === undefined ? '' : `, ${walletName(wallet)}`}`;

const OTHER_ENDPOINTS: Readonly<Record<string, string>> = {
  [PRICES_ENDPOINT]: 'prices',
  [TOTALS_ENDPOINT]: 'totals of BingX',
};
const walletName = (wallet: string) =>
  (Object.hasOwn(OTHER_ENDPOINTS, wallet) ? OTHER_ENDPOINTS[wallet] : undefined) ?? `wallet ${wallet}`;

const earliest = (slots: readonly string[]) => [...slots].sort()[0] ?? '';

/** `from`: the first slot that the command has to list. */
function nameLines<T extends { account: string; wallet?: string }>(
  group: Group<T>,
  { stack }: MessageContext,
  from: string,
  suffix: (item: T) => string = () => '',
): string[] {
  const names = namedAccounts(group).map((item) => `${item.account}${suffix(item)}`);
  const more = group.length - names.length;
  // Slots without an optional wallet are captured: no gaps.
  const command = group[0].wallet === undefined ? `gaps --from ${from.slice(0, 10)}` : 'balances';
  const option = stack === DEFAULT_STACK_NAME ? '' : ` --stack ${stack}`;
  return [
    `Accounts: ${names.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`,
    ...(more > 0 ? [`All of them: npm run report -- ${command}${option}`] : []),
  ];
}

type Failure = OpenProblem['failure'];

function explanation(
  { reason, wallet }: { reason: string; wallet?: string },
  failure: Failure,
  { runbookUrl }: MessageContext,
): string[] {
  const { cause, nextStep, runbook } = explain(reason, { isWallet: wallet !== undefined, runbookUrl });
  const { code, egressIp = '', retryAt = '' } = failure ?? {};
  return [
    ...(wallet === undefined ? [] : [`Effect: The slot is captured without ${walletName(wallet)}.`]),
    `Cause: ${cause}`,
    ...(code === undefined ? [] : [`Code of BingX: ${code.slice(0, 64)}`]),
    // Only what can be an address: the text came from an exchange's answer.
    ...(isIP(egressIp) ? [`Address seen by BingX: ${egressIp}`] : []),
    ...(Number.isNaN(Date.parse(retryAt)) ? [] : [`BingX answers again at: ${retryAt}`]),
    `Next step: ${nextStep}`,
    `Runbook: ${runbook}`,
  ];
}

function summary(changes: readonly Change[]): string {
  const kinds = { new: 'new problem', changed: 'changed problem', recovered: 'recovered' } as const;
  return Object.entries(kinds)
    .map(([kind, label]) => ({ label, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ label, count }) => `${grouped(count)} ${label}${count > 1 && label.endsWith('problem') ? 's' : ''}`,
    )
    .join(', ');
}

function message(subject: string, sections: readonly Section[], { now, stack }: MessageContext): Message {
  const body = sections.map(({ title, lines }) =>
    [title, ...lines.map((line) => `  ${line}`)].map(toPrintable).join('\n'),
  );
  const text = [...body, `Stack: ${stack}. Judged at ${now}.`].join('\n\n');
  return { subject: toSubject(subject), body: text.slice(0, MAX_BODY_LENGTH) };
}

/** Printable ASCII alone, as SNS requires of a subject. */
function toSubject(text: string): string {
  const ascii = text.replaceAll(/[^ -~]/g, '?');
  return ascii.length > MAX_SUBJECT_LENGTH ? `${ascii.slice(0, MAX_SUBJECT_LENGTH - 3)}...` : ascii;
}

/** `06:00Z`, with the date where it is not that of `now`. */
const shortTime = (slot: string, now: string) => {
  const time = slot.endsWith(':00Z') ? `${slot.slice(11, 16)}Z` : slot.slice(11);
  return slot.slice(0, 10) === now.slice(0, 10) ? time : `${slot.slice(0, 10)} ${time}`;
};

const grouped = (count: number) => count.toLocaleString('en-US');
const accountCount = (count: number) => (count === 1 ? '1 account' : `${grouped(count)} accounts`);
const slotCount = (count: number) =>
  count === 1 ? '1 slot' : `${count === MAX_COUNTED_SLOTS ? 'more than ' : ''}${grouped(count)} slots`;

/** Groups in order of their first item, larger ones first. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length);
}
