/** What tests of messages share: a time, a failure, and the lines of a message. */
import type { Message } from '../../../functions/monitor/messages';

export const SLOT = '2026-11-22T06:00:00Z';
export const messageContext = { now: '2026-11-22T06:05:00Z', stack: 'BalanceSnapshots' };
export const failed = (reason: string, details: object = {}) => ({
  kind: 'failed' as const,
  reason,
  at: Date.parse('2026-11-22T06:00:02Z'),
  ...details,
});

/** The lines of a message that do not explain the reason. */
export const linesOf = (message: Message | undefined) =>
  (message?.body ?? '').split('\n').filter((line) => !/^ {2}(Cause|Next step|Runbook): /.test(line));
export const CLOSING = ['', 'Stack: BalanceSnapshots. Judged at 2026-11-22T06:05:00Z.'];
