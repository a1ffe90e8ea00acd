/** A month of the home server on a virtual clock; every slot is explained. */
import { type Explanation, explainSlots } from './explain-slots';
import { runServers, type ServedTime } from './run-servers';

export type MonthOptions = Omit<ServedTime, 'diskMb'>;

export type Month = Explanation & {
  restored: number;
  starts: number;
  /** Whether the disk could be full. */
  hasSmallDisk: boolean;
};

const DISK_MB = 64;

export const simulateMonth = (options: MonthOptions): Promise<Month> =>
  runServers({ ...options, diskMb: DISK_MB }, async ({ restored, starts, ...remains }) => ({
    ...explainSlots({ ...options, ...remains }),
    restored: restored.restored.size,
    starts,
    hasSmallDisk: remains.events.length === options.events.length,
  }));
