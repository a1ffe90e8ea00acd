/** The keys that commands on this machine use: the demo's, or your own from the environment. */
import type { Command } from 'commander';
import type { Credentials } from '../../functions/bingx/types';

/** Known to the stand-in for the exchange, and to nobody else. */
export const DEMO: Credentials = { apiKey: 'demo-api-key', secretKey: 'demo-secret-key' };

const KEYS = { apiKey: 'BINGX_API_KEY', secretKey: 'BINGX_SECRET_KEY' } as const;

/** Your own credentials; ends the command with wrong usage where the environment lacks them. */
export function liveCredentials(command: Command): Credentials {
  const { [KEYS.apiKey]: apiKey = '', [KEYS.secretKey]: secretKey = '' } = process.env;
  const missing = [...(apiKey ? [] : [KEYS.apiKey]), ...(secretKey ? [] : [KEYS.secretKey])];
  if (missing.length > 0) command.error(`error: --live wants ${missing.join(' and ')} in the environment`);
  return { apiKey, secretKey };
}
