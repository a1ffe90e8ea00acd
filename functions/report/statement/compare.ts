/** Finds where two JSON values differ, by the path of each difference. */

export type Difference = { path: string; stated: unknown; found: unknown };

/**
 * Every value that is in one and not in the other, or not equal. Elements of a list are matched by what names them, so that
 * the path of a price is `wallets.spot.assets.BTC.price`.
 */
export function differences(path: string, stated: unknown, found: unknown): Difference[] {
  if (!isComposite(stated) || !isComposite(found) || Array.isArray(stated) !== Array.isArray(found)) {
    return stated === found ? [] : [{ path, stated, found }];
  }
  const [left, right] = [entriesOf(stated), entriesOf(found)];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((name) =>
    differences(path === '' ? name : `${path}.${name}`, left.get(name), right.get(name)),
  );
}

/** The value's own parts: of a list by the element's names, or by its place where it has none or another has the same. */
export function entriesOf(value: object): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const entries = new Map<string, unknown>();
  for (const [i, element] of value.entries()) {
    const name = nameOf(element) ?? String(i);
    entries.set(entries.has(name) ? `${name}[${i}]` : name, element);
  }
  return entries;
}

function nameOf(element: unknown): string | undefined {
  if (!isComposite(element)) return undefined;
  const { wallet, asset, endpoint }: { wallet?: unknown; asset?: unknown; endpoint?: unknown } = element;
  const names = [wallet, asset, endpoint].filter((name) => typeof name === 'string');
  return names.length > 0 ? names.join('.') : undefined;
}

const isComposite = (value: unknown): value is object => typeof value === 'object' && value !== null;
