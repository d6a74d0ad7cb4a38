/**
 * How long the way to the media server and back takes, in milliseconds, by the browser's own checks of the path in use;
 * null where the statistics have none yet.
 */
export function roundTripOf(stats: RTCStatsReport): number | null {
  // A report is a map from an id to an entry; which members an entry has depends on its type.
  for (const [, entry] of stats as ReadonlyMap<string, Record<string, unknown>>) {
    const seconds = entry.type === 'candidate-pair' && entry.nominated === true ? entry.currentRoundTripTime : null;
    if (typeof seconds === 'number') return Math.round(seconds * 1_000);
  }
  return null;
}
