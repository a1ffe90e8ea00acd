/** Series by name that all have the same steps, whenever a name first appears. */
import { seriesEncoder, UNKNOWN } from './data';

export type KeyedSeries = ReturnType<typeof keyedSeries>;

/** `steps` is how many steps have passed before: unknown for each name. */
export function keyedSeries(steps = 0) {
  /** By step: the value of a name without one of its own. */
  const absent: string[] = Array<string>(steps).fill(UNKNOWN);
  const series = new Map<string, ReturnType<typeof seriesEncoder>>();

  function seriesOf(name: string) {
    const known = series.get(name);
    if (known) return known;
    const started = seriesEncoder();
    for (const value of absent) started.add(value);
    series.set(name, started);
    return started;
  }

  return {
    /** One step: the values by name, and the value of every other name. */
    add(values: ReadonlyMap<string, string>, other: string): void {
      for (const name of values.keys()) seriesOf(name);
      for (const [name, encoder] of series) encoder.add(values.get(name) ?? other);
      absent.push(other);
    },
    /** Each name with its text, in order of name. */
    entries: (): [name: string, text: string][] =>
      [...series].map(([name, encoder]): [string, string] => [name, encoder.text()]).sort(byName),
  };
}

const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);
