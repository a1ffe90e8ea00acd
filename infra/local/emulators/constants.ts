/** Region, account and credentials of the local stack: made up, so that the user's AWS settings are neither needed nor used. */
import { randomBytes } from 'node:crypto';

export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';

/**
 * Random for each process: other users of this machine can connect to the emulators and must be refused.
 * Alphanumeric, because DynamoDB Local accepts no other access keys.
 */
export const LOCAL_CREDENTIALS = {
  accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(32).toString('hex'),
  sessionToken: randomBytes(32).toString('hex'),
};
