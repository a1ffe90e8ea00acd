/** The longest texts that leave the client, in characters: longer ones are cut or rejected, so that any row fits 400 KB. */

export const MAX_LENGTH = {
  /** Of an API key and of a secret key, each. BingX's own have about 80. */
  key: 1_024,
  /** Of the exchange's code. */
  code: 32,
  /** Of the exchange's message, or of an error's. */
  message: 300,
  /** Of an asset's name, which is a key of the row. An answer with a longer one is rejected. */
  assetName: 256,
  /** Of one permission or address of an API key. */
  permission: 64,
} as const;

/** Permissions, and addresses, of an API key that are named one by one. */
export const MAX_PERMISSIONS = 20;
