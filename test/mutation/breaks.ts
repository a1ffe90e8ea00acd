/** For each invariant, the line of the product that upholds it, and what breaks it. */
/** `file` is below `functions/`; `line` occurs in it once and is replaced by `becomes`. */
export type Break = { invariant: number; file: string; line: string; becomes: string };

// biome-ignore format: a table
export const BREAKS: readonly Break[] = [
  { invariant: 1, file: 'history/write.ts', line: '(#status = :failed$', becomes: '(#status = :failed OR #status <> :failed$' },
  { invariant: 2, file: 'snapshot/captured-row.ts', line: '[name, exactAmount(text)] as const', becomes: '[name, String(Number(text))] as const' },
  { invariant: 3, file: 'snapshot/record-outcome.ts', line: 'recorded = false;', becomes: '' },
  { invariant: 4, file: 'bingx/redact-reading.ts', line: 'message: redaction.line(message),', becomes: 'message,' },
  { invariant: 5, file: 'snapshot/publish.ts', line: '[METRICS.failed, own,', becomes: '[METRICS.failed,' },
  { invariant: 6, file: 'bingx/error-codes.ts', line: "reason: 'ip-not-whitelisted', retry: 'never'", becomes: "reason: 'ip-not-whitelisted', retry: 'backoff'" },
  { invariant: 7, file: 'snapshot/lateness.ts', line: 'if (lateMs > maxLatenessSeconds * 1000)', becomes: 'if (lateMs === Infinity)' },
  { invariant: 8, file: 'history/write.ts', line: "if (isSameRun(existing, row)) return 'written';", becomes: '' },
  { invariant: 9, file: 'bingx/exchange.ts', line: 'readValue<WalletBalances>(outcome)', becomes: 'readValue<WalletBalances>(outcome) ?? { assets: [], isEmpty: true }' },
  { invariant: 10, file: 'bingx/exchange.ts', line: 'const MAX_OPTIONAL_DELAY_MS = 5_000;', becomes: 'const MAX_OPTIONAL_DELAY_MS = 25_000;' },
  { invariant: 11, file: 'monitor/judge.ts', line: 'judged.filter((due) => !isEarly(due))', becomes: '[...judged]' },
];
