/** Where the benchmark runs, and what several of its subjects need. */
import { buildAssets, type Contender } from './assets';
import { type Stage, startStage } from './stage';

export type Workplace = {
  folder: string;
  /** The deployed runtime. */
  nodePath: string;
  rounds: number;
  progress(text: string): void;
};

/** Fewer rounds for what takes long. */
export const fewerRounds = (rounds: number) => Math.max(3, Math.round(rounds / 3));

/** Builds the contenders, and starts what they connect to. */
export async function prepared({ folder, nodePath, progress }: Workplace, contenders: readonly Contender[]) {
  progress('building the assets');
  const { deployment, assets } = await buildAssets(folder, contenders);
  const stage: Stage = await startStage(deployment, { folder, nodePath });
  return { assets, stage };
}

export function noResult(): never {
  throw new Error('nothing was measured');
}
