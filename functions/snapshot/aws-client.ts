/** How the function speaks to AWS: three short tries, over a connection that is opened ahead. */
import { preconnect } from './preconnect';

/** ms for one try: until the connection stands, until the answer begins, and between any two of its bytes. */
const TIMEOUTS = { connectionTimeout: 1000, requestTimeout: 2000, socketTimeout: 2000 };

/**
 * Options of an SDK client for `service`: what is not answered ends after about six seconds. The handler of the SDK only
 * warns of a request that takes too long unless it is told to throw, and a run that waits for ever loses its snapshot.
 */
export const awsClient = (
  service: string,
  endpoint = `https://${service}.${process.env.AWS_REGION}.amazonaws.com`,
) => ({
  maxAttempts: 3,
  requestHandler: { ...TIMEOUTS, throwOnRequestTimeout: true, httpsAgent: preconnect(endpoint) },
});
