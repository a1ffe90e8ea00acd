/** A secret that two processes of one run share, where a protocol has no signature: sent with each request. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const createToken = (): string => randomBytes(32).toString('hex');

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether `given`, a header's value, is `token`; takes as long for a wrong one whatever is wrong about it. */
export const isToken = (given: string | string[] | undefined, token: string): boolean =>
  timingSafeEqual(digest(String(given ?? '')), digest(token));
