/** The history table's names: written once, for those who write rows, read them, and make the table. */

/** Primary key. One item per account and slot, so a second delivery of a tick meets the first one's row. */
export const KEY = { partition: 'account', sort: 'slot' } as const;

/** Epoch seconds after which DynamoDB may delete a row; only present where a retention is configured. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** Layout of a row. Raise it when a reader must be able to tell old rows from new ones. */
export const ROW_VERSION = 1;

/** The stack's name, where the configuration gives it no other, and its output that says the table's name. */
export const DEFAULT_STACK_NAME = 'BalanceSnapshots';
export const TABLE_NAME_OUTPUT = 'TableName';
export const LOG_GROUP_NAME_OUTPUT = 'LogGroupName';
