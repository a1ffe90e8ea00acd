/** The function's environment: the variables' names, shared with the stack that sets them, and their reading. */
import { OFFICIAL_BASE_URL } from '../bingx/hosts';

export const ENVIRONMENT = {
  tableName: 'TABLE_NAME',
  bingxBaseUrl: 'BINGX_BASE_URL',
  retentionDays: 'RETENTION_DAYS',
} as const;

export type Settings = {
  tableName: string;
  bingxBaseUrl: string;
  /** Days after its slot that a row is kept; for ever where it is absent. */
  retentionDays?: number;
};

/** Reads the settings from `env`. Throws one sentence that names the variable, what it got and what it wants. */
export function readEnvironment(env: Record<string, string | undefined>): Settings {
  const tableName = env[ENVIRONMENT.tableName];
  if (!tableName) {
    throw new Error(`${ENVIRONMENT.tableName} is not set; it wants the name of the history table`);
  }
  const retention = env[ENVIRONMENT.retentionDays];
  if (retention !== undefined && !/^[1-9]\d*$/.test(retention)) {
    throw new Error(
      `${ENVIRONMENT.retentionDays} is "${retention}"; it wants a whole number of days, 1 or more`,
    );
  }
  return {
    tableName,
    bingxBaseUrl: env[ENVIRONMENT.bingxBaseUrl] || OFFICIAL_BASE_URL,
    ...(retention === undefined ? {} : { retentionDays: Number(retention) }),
  };
}
