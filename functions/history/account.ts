/** Which names an account may have. */

/** An account's name: it is a table key, a metric dimension, and part of secret, schedule and alarm names. */
export const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
