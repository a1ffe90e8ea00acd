/** Checks the signature and timestamp of a request over its raw query string, as the exchange does. */
import { createHmac } from 'node:crypto';
import { ERRORS, type ErrorResponse } from './responses';

/** "The default is 5000, and 5000 is the maximum": ms. */
const MAX_RECV_WINDOW = 5000;

/** How far ahead a timestamp may be is undocumented; the fake is strict: ms. */
const FUTURE_TOLERANCE = 1000;

const SIGNATURE_PARAMETER = '&signature=';

/**
 * The error of `query` (the raw text after the `?`), or undefined if it is valid. `now` is the exchange's clock in epoch ms.
 */
export function findSignatureError(query: string, secretKey: string, now: number): ErrorResponse | undefined {
  const parameters = new URLSearchParams(query);
  if (!parameters.get('signature')) return ERRORS.signatureMissing;
  const mark = query.lastIndexOf(SIGNATURE_PARAMETER);
  const signed = query.slice(0, mark);
  const expected = createHmac('sha256', secretKey).update(signed).digest('hex');
  if (mark < 0 || query.slice(mark + SIGNATURE_PARAMETER.length) !== expected)
    return ERRORS.signatureMismatch;

  const timestamp = parameters.get('timestamp');
  if (!timestamp) return ERRORS.timestampMismatch;
  if (!/^\d{1,15}$/.test(timestamp)) return ERRORS.timestampInvalid;

  const recvWindow = parameters.get('recvWindow') ?? String(MAX_RECV_WINDOW);
  if (!/^[1-9]\d{0,8}$/.test(recvWindow) || Number(recvWindow) > MAX_RECV_WINDOW) {
    return ERRORS.parameterInvalid;
  }

  const age = now - Number(timestamp);
  return age > Number(recvWindow) || -age > FUTURE_TOLERANCE ? ERRORS.timestampMismatch : undefined;
}
