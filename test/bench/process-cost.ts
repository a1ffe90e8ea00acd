/** CPU time and memory of a running process, from the kernel. */
import { readdirSync, readFileSync } from 'node:fs';

export type ProcessCost = { cpuMs: number; peakMb: number };

/** CPU time of all its threads, and peak memory. Undefined on other systems than Linux. */
export function processCost(pid: number | undefined): ProcessCost | undefined {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const cpuNs = threads.map((id) =>
      Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
    );
    const [, peakKb = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return { cpuMs: cpuNs.reduce((a, b) => a + b, 0) / 1e6, peakMb: Number(peakKb) / 1024 };
  } catch {
    return undefined;
  }
}
