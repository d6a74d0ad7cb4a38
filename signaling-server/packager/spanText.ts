import { timeText } from './timeText';

const DAY_CHARACTERS = 10;

/** `2026-11-21 21:15:03.120 至 21:16:00.000`: the day of the end is said where it is another one. */
export function spanText(from: number, to: number | null): string {
  const began = timeText(from);
  if (to === null) return `${began} 至 未结束`;
  const ended = timeText(to);
  const isSameDay = began.slice(0, DAY_CHARACTERS) === ended.slice(0, DAY_CHARACTERS);
  return `${began} 至 ${isSameDay ? ended.slice(DAY_CHARACTERS + 1) : ended}`;
}
