/** API keys for local commands: the demo account's, or your own from the environment. */
import type { Command } from 'commander';
import type { Credentials } from '../../functions/bingx/types';

/** Valid at the fake BingX only. */
export const DEMO: Credentials = { apiKey: 'demo-api-key', secretKey: 'demo-secret-key' };

const KEYS = { apiKey: 'BINGX_API_KEY', secretKey: 'BINGX_SECRET_KEY' } as const;

/** Your own credentials; a missing one ends the command with a usage error. */
export function liveCredentials(command: Command): Credentials {
  const { [KEYS.apiKey]: apiKey = '', [KEYS.secretKey]: secretKey = '' } = process.env;
  const missing = [...(apiKey ? [] : [KEYS.apiKey]), ...(secretKey ? [] : [KEYS.secretKey])];
  if (missing.length > 0) command.error(`error: --live requires ${missing.join(' and ')} in the environment`);
  return { apiKey, secretKey };
}
