import type { FeedEntry } from '@protocol';

export const KEPT_ENTRIES = 200;

/** Each entry once, newest first. */
export function newestEntries(before: readonly FeedEntry[], incoming: readonly FeedEntry[]): readonly FeedEntry[] {
  const byId = new Map([...before, ...incoming].map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((one, other) => other.at - one.at).slice(0, KEPT_ENTRIES);
}
