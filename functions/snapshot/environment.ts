/** Reads the function's environment; its names and the secret's placeholder are shared with the stack that sets them. */
import { OFFICIAL_BASE_URL } from '../bingx/hosts';

export const ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  bingxBaseUrl: 'BINGX_BASE_URL',
  retentionDays: 'RETENTION_DAYS',
  stackName: 'STACK_NAME',
} as const;

/** The value of a secret that the stack creates, until an operator fills it. */
export const SECRET_PLACEHOLDER = 'REPLACE_ME';

export type Settings = {
  tableName: string;
  bingxBaseUrl: string;
  /** The value of the metric dimension `stack`; optional. */
  stackName?: string;
  /** Days that a row is kept after its slot; without it, rows do not expire. */
  retentionDays?: number;
};

/** Reads the settings from `env`. Throws one sentence that names the variable, what it must be, and its value. */
export function readEnvironment(env: Record<string, string | undefined>): Settings {
  const tableName = env[ENVIRONMENT.tableName];
  if (!tableName) {
    throw new Error(`${ENVIRONMENT.tableName} must be the name of the history table, got nothing.`);
  }
  const retention = env[ENVIRONMENT.retentionDays];
  if (retention !== undefined && !/^[1-9]\d*$/.test(retention)) {
    throw new Error(
      `${ENVIRONMENT.retentionDays} must be a number of days, an integer of at least 1, got "${retention}".`,
    );
  }
  return {
    tableName,
    bingxBaseUrl: env[ENVIRONMENT.bingxBaseUrl] || OFFICIAL_BASE_URL,
    ...(retention === undefined ? {} : { retentionDays: Number(retention) }),
    ...(env[ENVIRONMENT.stackName] && { stackName: env[ENVIRONMENT.stackName] }),
  };
}
