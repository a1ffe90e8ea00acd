/** The reasons of failures that end a slot, from the documentation of reasons and not from the product's table. */
export const PERMANENT_FAILURES: ReadonlySet<string> = new Set([
  'ip-not-whitelisted',
  'timestamp-rejected',
  'banned',
  'credentials-missing',
  'credentials-rejected',
  'permission-denied',
  'account-restricted',
  'request-rejected',
  'too-late',
]);
