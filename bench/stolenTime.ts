import { readFileSync } from 'node:fs';

/** Of the line of all processors in proc(5)'s stat: user, nice, system, idle, iowait, irq, softirq, steal. */
const STEAL = 7;
const COUNTED = 8;

function ticks(): readonly number[] {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  return line
    .split(/\s+/)
    .slice(1, COUNTED + 1)
    .map(Number);
}

const began = ticks();

/** The share of the processors' time since the bench began that the host of this virtual machine gave to others, in percent. */
export function stolenPercent(): number {
  const passed = ticks().map((now, index) => now - (began[index] ?? 0));
  const all = passed.reduce((sum, one) => sum + one, 0);
  return all === 0 ? 0 : Math.round(((passed[STEAL] ?? 0) / all) * 1000) / 10;
}
