/** Signs a request: lowercase-hex HMAC-SHA256 of the query as it is sent, keyed with the secret. */
import { createHmac } from 'node:crypto';

export type SignedQuery = {
  /** The query to send unchanged: the signed text, with `signature` last. */
  query: string;
  signature: string;
};

/**
 * Signs `parameters` in ascending order of their names. BingX's documents disagree on the order ("without sorting",
 * "ASCII ascending"); sending the signed string itself satisfies both. Values are not encoded: none may need it.
 */
export function signedQuery(parameters: Record<string, string | number>, secretKey: string): SignedQuery {
  const unsigned = Object.keys(parameters)
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
  const signature = createHmac('sha256', secretKey).update(unsigned).digest('hex');
  return { query: `${unsigned}&signature=${signature}`, signature };
}
