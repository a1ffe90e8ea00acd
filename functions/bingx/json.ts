/** Parts of a parsed answer: what every parser of an endpoint asks about them. */

/** What an answer was found to say; or where its first fault lies, never what stands there. */
export type Parsed<T> = { value: T } | { fault: string };

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A list; an empty one for null, which is how the exchange's servers write it. Undefined for anything else. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null) return [];
  return Array.isArray(value) ? value : undefined;
}

export const hasDuplicates = (names: readonly string[]) => new Set(names).size < names.length;
