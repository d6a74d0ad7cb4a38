import { clockTime } from '../ui/formatTime';

/** 14:32:07.420 in the time zone of this desk. */
export function exactTime(at: number): string {
  return `${clockTime(at)}.${String(Math.floor(at) % 1000).padStart(3, '0')}`;
}
