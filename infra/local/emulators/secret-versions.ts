/** The versions of one secret and their staging labels, as Secrets Manager keeps them. */
import { createHash } from 'node:crypto';

export type SecretVersions = {
  /** The version that has the label; undefined where none has. */
  find(stage: string): { id: string; value: string } | undefined;
  /** Adds a version, which takes each of the labels from the one that has it. Returns its id. */
  add(value: string, stages: string[], token?: string): string;
  /** Moves a label. False where it is not on `from`, which must be named where the label is on a version. */
  moveStage(stage: string, move: { from?: string; to?: string }): boolean;
  /** Labels by version; versions without a label are not listed. */
  stages(): Record<string, string[]>;
};

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

export function createSecretVersions(): SecretVersions {
  const values = new Map<string, string>();
  /** label → version */
  const labels = new Map<string, string>();

  /** The version that loses AWSCURRENT becomes AWSPREVIOUS. */
  function label(stage: string, id: string): void {
    const before = labels.get(stage);
    if (stage === CURRENT && before !== undefined && before !== id) labels.set(PREVIOUS, before);
    labels.set(stage, id);
  }

  return {
    find(stage) {
      const id = labels.get(stage);
      const value = id === undefined ? undefined : values.get(id);
      return id === undefined || value === undefined ? undefined : { id, value };
    },
    add(value, stages, token) {
      const id = token ?? createHash('sha256').update(`${values.size} ${value}`).digest('hex').slice(0, 32);
      values.set(id, value);
      // The first version of a secret is its current one.
      for (const stage of values.size === 1 ? new Set([CURRENT, ...stages]) : stages) label(stage, id);
      return id;
    },
    moveStage(stage, { from, to }) {
      if (labels.get(stage) !== from || (to !== undefined && !values.has(to))) return false;
      if (to === undefined) labels.delete(stage);
      else label(stage, to);
      return true;
    },
    stages() {
      const byVersion: Record<string, string[]> = {};
      for (const [stage, id] of labels) byVersion[id] = [...(byVersion[id] ?? []), stage];
      return byVersion;
    },
  };
}
