/** Turns a result into a reading that may leave the client: no text or byte of it contains a key, secret or signature. */
import { MAX_LENGTH } from './limits';
import { createRedaction, type Redaction } from './redaction';
import type { ApiError, ApiResult } from './response';
import type { Reading } from './types';

type RequestStats = Pick<Reading<unknown>, 'attempts' | 'clockSkewMs'>;

/** Texts are cut to their limits. */
export function redactResult<T>(
  result: ApiResult<T>,
  stats: RequestStats,
  secrets: Iterable<string>,
): Reading<T> {
  const redaction = createRedaction(secrets);
  if (result.kind === 'answered') {
    const raw = redaction.bytes(result.raw);
    // Everything in the value is from the body: where that has no secret, the value has none.
    const isEcho = raw !== result.raw && redaction.isIn(JSON.stringify(result.value));
    if (isEcho) return { kind: 'failed', ...stats, ...ECHO, raw };
    return { ...unredactedAnswer(result, stats), raw };
  }
  const { reason, message, egressIp, retryAt, raw } = result.error;
  return {
    kind: 'failed',
    ...stats,
    reason,
    code: boundedCode(result.error, redaction),
    message: redaction.line(message),
    egressIp,
    retryAt,
    raw: raw && redaction.bytes(raw),
  };
}

/** For an answer to a request that carried no secret. */
export function unredactedAnswer<T>(
  { value, raw, answeredAt }: Extract<ApiResult<T>, { kind: 'answered' }>,
  stats: RequestStats,
): Extract<Reading<T>, { kind: 'answered' }> {
  return { kind: 'answered', ...stats, value, raw, answeredAt: answeredAt - (stats.clockSkewMs ?? 0) };
}

export const boundedCode = ({ code }: ApiError, redaction: Redaction) =>
  code && redaction.line(code, MAX_LENGTH.code);

/** An asset or a permission named like a key: the name must not be stored, and without it the answer is incomplete. */
const ECHO = {
  reason: 'invalid-response',
  message: "BingX's answer repeats a part of the key or of the signature in the place of a name or an amount",
} as const;
