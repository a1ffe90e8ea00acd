/** Names of the history table, shared by the code that writes, reads and creates it. */

/** Primary key. One item per account and slot, so a second delivery of an event finds the first one's row. */
export const KEY = { partition: 'account', sort: 'slot' } as const;

/** Epoch seconds after which DynamoDB may delete a row; only present where a retention is configured. */
export const TTL_ATTRIBUTE = 'expiresAt';

/** Version of the rows that are written. Raise it when readers must distinguish old rows from new ones. */
export const ROW_VERSION = 2;

/** The default name of the stack, and the stack output with the table's name. */
export const DEFAULT_STACK_NAME = 'BalanceSnapshots';
export const TABLE_NAME_OUTPUT = 'TableName';
export const LOG_GROUP_NAME_OUTPUT = 'LogGroupName';
