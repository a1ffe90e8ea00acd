/** A shared secret that authenticates requests where the protocol has no signature. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const createToken = (): string => randomBytes(32).toString('hex');

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a header's value is `token`; compares in constant time. */
export const isToken = (given: string | string[] | undefined, token: string): boolean =>
  timingSafeEqual(digest(String(given ?? '')), digest(token));
