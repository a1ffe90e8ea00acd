/** Classifies a log entry: a part of a snapshot, another entry of a function's log, or unrecognized. */

import { NOT_STORED } from '../history/log-fallback';
import { type LoggedPart, parseLogChunk } from '../history/log-fallback-read';

export type LogEntry =
  | { kind: 'part'; part: LoggedPart }
  /** A line that Lambda or the function wrote and that contains no part, or an empty line. */
  | { kind: 'other' }
  /** Anything else: it may be a damaged part. */
  | { kind: 'unrecognized' };

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?`;

/**
 * The prefix of an event in `aws logs tail`: its time, and in the `detailed` format its log stream, e.g.
 * `2026/11/22/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0`.
 */
const TAIL_PREFIX = new RegExp(String.raw`^${TIME} (?:[^\s[]{0,512}\[[^\]\s]{1,512}\]\S{0,512} )?`);

/** The prefix of logged text in Lambda's Node runtime: time, request, level. */
const RUNTIME_PREFIX = new RegExp(String.raw`^${TIME}\t\S+\t(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t`);

/**
 * Lines that Lambda and Node write themselves.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html, https://nodejs.org/api/process.html#event-warning
 */
const PLATFORM_LINES = [
  /^(?:INIT_START|START|END|REPORT|INIT_REPORT|RESTORE_START|RESTORE_REPORT)\s/,
  /^(?:EXTENSION|TELEMETRY|LOGS)\tName: /,
  /^XRAY TraceId: /,
  /^RequestId: \S+ (?:Error: |Process exited)/,
  /^Runtime\.\w+$/,
  /^Unknown application error occurred$/,
  /^(?:\S+ )?\S+ Task timed out after /,
  /^\(node:\d+\) /,
  /^\(Use `node --trace-/,
];

/** Reads an entry in any format in which `aws logs tail`, CloudWatch or the function itself prints it. */
export function readLogEntry(line: string): LogEntry {
  const text = line.replace(TAIL_PREFIX, '').trim();
  const logged = text.replace(RUNTIME_PREFIX, '');
  if (logged.startsWith('{')) return readJson(logged);
  const isRecognized =
    text === '' || logged !== text || PLATFORM_LINES.some((platform) => platform.test(text));
  return { kind: isRecognized ? 'other' : 'unrecognized' };
}

function readJson(text: string): LogEntry {
  const entry = parseObject(text);
  if (entry?.message === NOT_STORED) {
    const part = parseLogChunk(entry.unstored);
    return part ? { kind: 'part', part } : { kind: 'unrecognized' };
  }
  return { kind: entry && isOwn(entry) ? 'other' : 'unrecognized' };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The logger's entries, metrics (EMF), and Lambda's lines where its log format is JSON. */
const isOwn = ({ level, message, _aws, type }: Record<string, unknown>) =>
  (typeof level === 'string' && message !== undefined) ||
  (typeof _aws === 'object' && _aws !== null) ||
  (typeof type === 'string' && type.startsWith('platform.'));
