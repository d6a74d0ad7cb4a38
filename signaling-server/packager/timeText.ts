/** 2026-11-21 21:15:03.120, China Standard Time. */
export function timeText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace('T', ' ').slice(0, 23);
}
