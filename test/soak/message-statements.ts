/**
 * What the monitor's messages state, one line for each account and problem, read from their texts as an operator does; and
 * what they have to state by the oracle.
 */
import type { SnsMessage } from '../../infra/local/emulators/sns';
import type { Expected, ExpectedChange } from '../functions/monitor/year/oracle';

export type MonitorMessage = Pick<SnsMessage, 'subject' | 'message'>;

const ENDPOINTS: Record<string, string> = { prices: 'ticker', 'totals of BingX': 'allAccountBalance' };
const TITLE =
  /^(?<warning>Warning: )?[^,:]+(?:, (?<endpoint>wallet \w+|prices|totals of BingX))?: (?<rest>.+)$/;
const RECOVERED = /^recovered(?: at \S+| at \d{4}-\d\d-\d\d \S+)?(?: after (?<slots>\d+) slots?)?$/;
const PROBLEM =
  /^(?<reason>[\w-]+)(?: since (?:\d{4}-\d\d-\d\d )?[\d:]+Z)?(?: \(before: (?<before>[\w-]+)\))?$/;

/** The statements of a message, sorted; a part that cannot be read is a statement of its own. */
export function statementsOf({ subject = '', message }: MonitorMessage): string[] {
  const sections = message.split('\n\n');
  const last = sections.pop() ?? '';
  const isWeekly = /^\d+ of \d+ accounts? captured (its|their) latest slot$/.test(subject);
  const isDaily = /^\d+ accounts? with open problems$/.test(subject);
  const statements = isWeekly ? [subject.replace(/ accounts? captured.*/, ' captured')] : [];
  for (const section of sections) {
    if (isWeekly && /^(No open problems|This message is sent on each Monday)/.test(section)) continue;
    statements.push(...(isWeekly || isDaily ? openProblems(section) : changes(section)));
  }
  if (!/^Stack: \w+\. Judged at \S+Z\.$/.test(last)) statements.push(`unreadable end: ${last}`);
  return statements.sort();
}

type Section = { accounts: string[]; endpoint: string; rest: string; detail(name: string): string };

function read(section: string): Section | undefined {
  const [title = '', ...lines] = section.split('\n');
  const { warning, endpoint = '', rest = '' } = TITLE.exec(title)?.groups ?? {};
  const detail = (name: string) =>
    lines.find((line) => line.startsWith(`  ${name}: `))?.slice(name.length + 4) ?? '';
  const accounts = (detail('Account') || detail('Accounts')).split(', ');
  const isProblem = !rest.startsWith('recovered');
  const isComplete = !isProblem || (detail('Next step') && detail('Runbook').startsWith('RUNBOOK.md'));
  if (rest === '' || !isComplete || (warning !== undefined) !== (endpoint !== '' && isProblem))
    return undefined;
  return { accounts, endpoint: ENDPOINTS[endpoint] ?? endpoint.replace('wallet ', ''), rest, detail };
}

function changes(text: string): string[] {
  const section = read(text);
  const slot = section?.detail('Slot');
  if (!section || !slot) return [`unreadable: ${text}`];
  const { accounts, endpoint, rest, detail } = section;
  if (RECOVERED.test(rest)) {
    return [recovered({ accounts, endpoint, slot, before: detail('Problem before').split(', ') })];
  }
  const { reason, before } = PROBLEM.exec(rest)?.groups ?? {};
  if (!reason) return [`unreadable: ${text}`];
  const what = before ? `changed ${before} ${reason}` : `new ${reason}`;
  return accounts.map((account) => line(account, endpoint, slot, what));
}

function openProblems(text: string): string[] {
  const section = read(text);
  if (!section) return [`unreadable: ${text}`];
  return section.accounts.map((account) => line('open', account, section.endpoint, section.rest));
}

const line = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');

type Recovery = { accounts: string[]; endpoint: string; slot: string; before: string[] };

/** Of several accounts, the message does not say which problem each had. */
const recovered = ({ accounts, endpoint, slot, before }: Recovery) =>
  line(accounts.sort().join(', '), endpoint, slot, 'recovered', [...new Set(before)].sort().join(', '));

/** The statements of the message about changes, and of the summary at `slot`; undefined where none is due. */
export function expectedStatements({ changes, states }: Expected, slot: string): string[][] {
  const recoveries = new Map<string, Recovery>();
  const others: string[] = [];
  for (const change of changes) {
    if (change.kind === 'recovered') addRecovery(recoveries, change);
    else {
      const reasons = change.kind === 'changed' ? [change.previousReason, change.reason] : [change.reason];
      others.push(line(change.account, change.wallet ?? '', change.slot, change.kind, ...reasons));
    }
  }
  const reported = [...others, ...[...recoveries.values()].map(recovered)].sort();
  return [reported, summary(states, slot)].filter((statements) => statements.length > 0);
}

function addRecovery(
  recoveries: Map<string, Recovery>,
  change: ExpectedChange & { kind: 'recovered' },
): void {
  const { account, wallet: endpoint = '', slot, previousReason } = change;
  const recovery = recoveries.get(endpoint) ?? { accounts: [], endpoint, slot, before: [] };
  recovery.accounts.push(account);
  recovery.before.push(previousReason);
  recoveries.set(endpoint, recovery);
}

/** Daily at 07:00Z where there are open problems, on Mondays always. */
function summary(states: Expected['states'], slot: string): string[] {
  if (!slot.endsWith('T07:00:00Z')) return [];
  const isMonday = new Date(slot).getUTCDay() === 1;
  const captured = states.filter(({ problem }) => problem === 'captured');
  const open = states.flatMap(({ account, problem, wallets, since }) =>
    problem === 'captured'
      ? Object.entries(wallets).map(([wallet, reason]) => line('open', account, wallet, reason))
      : [`open ${account}${since ? ` since ${since}` : ''} ${problem}`],
  );
  return [...(isMonday ? [`${captured.length} of ${states.length} captured`] : []), ...open].sort();
}
