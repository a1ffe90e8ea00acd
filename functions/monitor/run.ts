/** One run of the monitor: judge, publish what changed and the summaries that are due, then send the gauges. */
import { mapConcurrent } from '../history/concurrency';
import { slotTime } from '../schedule/slot';
import type { MonitorRequest } from './event';
import { failedRunLines, gaugeLines } from './gauges';
import { type AccountState, judge } from './judge';
import {
  changesMessage,
  type Message,
  type MessageContext,
  namedAccounts,
  openProblemsMessage,
  weeklyMessage,
} from './messages';
import { type OpenProblem, openProblems, openSince } from './open-problems';
import type { RowReader } from './rows';

export type MonitorDependencies = {
  reader: RowReader;
  publish(message: Message): Promise<void>;
  /** Prints a line of EMF, without a prefix. */
  printLine(line: string): void;
  stack: string;
  runbookUrl?: string;
};

const MAX_CONCURRENT_QUERIES = 16;

/** The time of the daily and the weekly message: UTC. */
const DAILY_TIME = '07:00:00Z';
const MONDAY = 1;

/**
 * Sends the gauges last. A run that could not read or publish reports instead that it failed, so that the alarm on the
 * monitor's silence notices it, and throws what DynamoDB or SNS answer past the SDK's retries.
 */
export async function runMonitor(
  request: MonitorRequest,
  dependencies: MonitorDependencies,
): Promise<Message[]> {
  try {
    return await judgeAndPublish(request, dependencies);
  } catch (error) {
    const { printLine, stack } = dependencies;
    for (const line of failedRunLines(stack, slotTime(request.slot))) printLine(line);
    throw error;
  }
}

async function judgeAndPublish(
  request: MonitorRequest,
  dependencies: MonitorDependencies,
): Promise<Message[]> {
  const { reader, publish, printLine, stack, runbookUrl } = dependencies;
  const context: MessageContext = { now: request.slot, stack, ...(runbookUrl && { runbookUrl }) };
  const { changes, accounts } = await judge(request, reader);
  const messages = [
    changesMessage(changes, context),
    await summaryMessage(request, accounts, reader, context),
  ];
  const sent = messages.filter((message) => message !== undefined);
  for (const message of sent) await publish(message);
  for (const line of gaugeLines(stack, slotTime(request.slot), countStates(accounts))) printLine(line);
  return sent;
}

async function summaryMessage(
  request: MonitorRequest,
  accounts: readonly AccountState[],
  reader: RowReader,
  context: MessageContext,
): Promise<Message | undefined> {
  if (!request.slot.endsWith(`T${DAILY_TIME}`)) return undefined;
  const isWeekly = new Date(slotTime(request.slot)).getUTCDay() === MONDAY;
  // An account that was not due for days, as one with a monthly schedule that was just added, is no problem of each day.
  const listed = isWeekly ? accounts : accounts.filter(isDue);
  const problems = await withSince(openProblems(listed), request, reader);
  return isWeekly ? weeklyMessage(accounts, problems, context) : openProblemsMessage(problems, context);
}

const isDue = ({ state }: AccountState) => state.kind !== 'no-row-yet' || state.isDue;

/** Adds the first slot of the outage to the problems of the accounts that the message will name. */
async function withSince(
  problems: readonly OpenProblem[],
  request: MonitorRequest,
  reader: RowReader,
): Promise<OpenProblem[]> {
  const configured = new Map(request.accounts.map((account) => [account.id, account]));
  const failing = problems.filter(({ wallet }) => wallet === undefined);
  const reasons = new Set(failing.map(({ reason }) => reason));
  const named = new Set(
    [...reasons].flatMap((reason) => namedAccounts(failing.filter((problem) => problem.reason === reason))),
  );
  const starts = problems.map((problem) => async (): Promise<OpenProblem> => {
    const account = configured.get(problem.account);
    if (!named.has(problem) || !account || problem.slot === undefined) return problem;
    const since = await openSince(account, problem.slot, reader);
    return { ...problem, ...(since && { since }) };
  });
  const result: OpenProblem[] = [];
  for await (const problem of mapConcurrent(starts, MAX_CONCURRENT_QUERIES)) result.push(problem);
  return result;
}

function countStates(accounts: readonly AccountState[]) {
  const accountsFailing = new Map<string, number>();
  let slotsMissing = 0;
  for (const { state } of accounts.filter(isDue)) {
    if (state.kind === 'missing' || state.kind === 'no-row-yet') slotsMissing++;
    if (state.kind === 'failed')
      accountsFailing.set(state.reason, (accountsFailing.get(state.reason) ?? 0) + 1);
  }
  return { slotsMissing, accountsFailing };
}
