/** Who everybody is on this machine: made-up, so that nothing of the user's own AWS settings is needed or used. */

export const EMBEDDED_REGION = 'us-east-1';
export const EMBEDDED_ACCOUNT = '000000000000';
export const EMBEDDED_CREDENTIALS = {
  accessKeyId: 'EMBEDDED',
  secretAccessKey: 'embedded',
  sessionToken: 'embedded',
};
