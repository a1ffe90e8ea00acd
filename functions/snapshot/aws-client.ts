/** Options of the AWS clients: three short attempts, over a connection that is opened in advance. */
import { preconnect } from './preconnect';

/** ms for one attempt: to connect, until the answer begins, and between two of its bytes. */
const TIMEOUTS = { connectionTimeout: 1000, requestTimeout: 2000, socketTimeout: 2000 };

/**
 * Options of an SDK client for `service`: a request without an answer fails after about six seconds. Without
 * `throwOnRequestTimeout` the SDK only warns, and a run that keeps waiting loses its snapshot.
 */
export const awsClient = (
  service: string,
  endpoint = `https://${service}.${process.env.AWS_REGION}.amazonaws.com`,
) => ({
  maxAttempts: 3,
  requestHandler: { ...TIMEOUTS, throwOnRequestTimeout: true, httpsAgent: preconnect(endpoint) },
});
