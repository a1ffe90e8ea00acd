/** Medians and quartiles of interleaved samples, robust against other work on the machine. */

export type Spread = { median: number; low: number; high: number };

/** Median and quartiles. Throws on an empty list. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** Runs each of `subjects` in turn for `rounds` rounds in rotating order, after `warmups` rounds that do not count. */
export async function interleave<Name extends string, Sample>(
  subjects: readonly Name[],
  { rounds, warmups = 1 }: { rounds: number; warmups?: number },
  sample: (name: Name, round: number) => Promise<Sample>,
): Promise<Record<Name, Sample[]>> {
  const samples = Object.fromEntries(subjects.map((name) => [name, [] as Sample[]])) as Record<
    Name,
    Sample[]
  >;
  for (let round = -warmups; round < rounds; round++) {
    const turn = Math.abs(round) % subjects.length;
    for (const name of [...subjects.slice(turn), ...subjects.slice(0, turn)]) {
      const taken = await sample(name, round);
      if (round >= 0) samples[name].push(taken);
    }
  }
  return samples;
}

function quantile(sorted: readonly number[], at: number): number {
  if (sorted.length === 0) throw new Error('no samples');
  const position = at * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] ?? 0, sorted[Math.ceil(position)] ?? 0];
  return below + (above - below) * (position - Math.floor(position));
}
