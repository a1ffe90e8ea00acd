/** Type guards for parsed answers, used by the parser of every endpoint. */

/** A parsed value; or the path of the first invalid field, never its value. */
export type Parsed<T> = { value: T } | { fault: string };

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list; an empty one for null, as the exchange's servers write it. Undefined for anything else. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

export const hasDuplicates = (names: readonly string[]) => new Set(names).size < names.length;
