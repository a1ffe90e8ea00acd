/** What the simulations of the cloud and of the home server take, and what the parts of the cloud share. */
import type { FakeBingx } from '../../infra/local/fake-bingx/server';
import type { LocalStack } from '../../infra/local/stack';
import type { Chance } from '../support/chance';
import type { LeakSearch } from '../support/leak-search';
import type { MonitorJudge } from './monitor-judge';
import type { Tally, Tick } from './tally';

export type SimulationOptions = {
  hours: number;
  /** The first slot: epoch ms. */
  from: number;
  chance: Chance;
  tally: Tally;
  leaks: LeakSearch;
  onHour(): void;
  signal: AbortSignal;
};

/** What the parts of the simulated cloud share. */
export type Simulation = Pick<SimulationOptions, 'chance' | 'tally' | 'leaks'> & {
  /** A temporary folder. */
  folder: string;
  stack: LocalStack;
  exchange: FakeBingx;
  judge: MonitorJudge;
  /** Simulated minus real time: ms. */
  clock: { shiftMs: number };
  /** Ticks that were delivered since their rows were last read. */
  touched: Map<string, Tick>;
  /** Runs of the monitor that failed, to be sent again. */
  failedRuns: number[];
  runsSentAgain: number;
  isTableAway: boolean;
  killed: number;
  deadLetters: unknown[];
};
