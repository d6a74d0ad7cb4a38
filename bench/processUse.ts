import { readFileSync } from 'node:fs';

const TICKS_A_SECOND = 100;

/** Seconds of processor time that processes have used so far (proc(5): fields 14 and 15 of `stat`). */
export function processorSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  }, 0);
}

/** Megabytes of memory that a process holds. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

/** Seconds in which a processor of this machine had nothing to do, all of them together, since it was started. */
export function idleSeconds(): number {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/) ?? [];
  return Number(fields[4]) / TICKS_A_SECOND;
}
