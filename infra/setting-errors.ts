/** The sentence that refuses a wrong setting: which one, what is allowed, what it got. */
import type * as z from 'zod';

export class InvalidConfig extends Error {
  override name = 'InvalidConfig';
}

/** A list or a number that came as text, by `-c key=…`, is JSON. */
export function fromText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** `accounts[0].id` */
export const settingPath = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1);

/**
 * The sentence for an issue with a setting of `context`. The issue's message is a predicate of the setting; the value is
 * added to one that begins with `must`. `accountsFile` is named where the accounts come from it.
 */
export function settingError(
  issue: z.core.$ZodIssue,
  context: Record<string, unknown>,
  accountsFile?: string,
): string {
  const source = accountsFile !== undefined && issue.path[0] === 'accounts' ? ` in ${accountsFile}` : '';
  const setting = `Setting ${settingPath(issue.path)}${source}`;
  if (!issue.message.startsWith('must ')) return `${setting} ${issue.message}.`;
  const value = valueAt(issue.path, context);
  if (value === undefined) return `${setting} is required and ${issue.message}.`;
  const isListLength = Array.isArray(value) && /^too_/.test(issue.code);
  return `${setting} ${issue.message}, got ${isListLength ? value.length : truncate(JSON.stringify(value))}.`;
}

const valueAt = (path: readonly PropertyKey[], context: Record<string, unknown>) => {
  const value = path.reduce<unknown>(
    (parent, key) => (fromText(parent) as Record<PropertyKey, unknown> | undefined)?.[key],
    context,
  );
  const list = fromText(value);
  return Array.isArray(list) ? list : value;
};

const MAX_QUOTED_LENGTH = 100;

export const truncate = (text: string) =>
  text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text;
