/** Who everybody is on this machine: made-up, so that nothing of the user's own AWS settings is needed or used. */
import { randomBytes } from 'node:crypto';

export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';

/**
 * Random for each process: other users of this machine reach the emulators' ports, too, and must get nothing there.
 * Alphanumeric, because DynamoDB Local takes no other access keys.
 */
export const LOCAL_CREDENTIALS = {
  accessKeyId: `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`,
  secretAccessKey: randomBytes(32).toString('hex'),
  sessionToken: randomBytes(32).toString('hex'),
};
