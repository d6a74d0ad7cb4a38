import { clockTime } from '../ui/formatTime';
import { dayText } from './dayText';

/** 2026-11-21 14:32:07 in the time zone of this desk: what is kept for years is told with its year. */
export function momentText(at: number): string {
  return `${dayText(at)} ${clockTime(at)}`;
}
