/** What the server owns: an id, and a revision that counts up with every change. */
export interface Revised {
  readonly id: string;
  readonly revision: number;
}

/**
 * The newer revision wins, so that a slow snapshot cannot overwrite a newer event. Answers with the same map where
 * nothing changed.
 */
export function mergeByRevision<Kept extends Revised>(
  before: ReadonlyMap<string, Kept>,
  incoming: readonly Kept[],
): ReadonlyMap<string, Kept> {
  const newer = incoming.filter(({ id, revision }) => revision > (before.get(id)?.revision ?? -1));
  if (newer.length === 0) return before;
  const after = new Map(before);
  for (const record of newer) after.set(record.id, record);
  return after;
}

/** A snapshot: as above, and what it no longer holds is gone. */
export function replaceByRevision<Kept extends Revised>(
  before: ReadonlyMap<string, Kept>,
  snapshot: readonly Kept[],
): ReadonlyMap<string, Kept> {
  return new Map(
    snapshot.map((record) => {
      const kept = before.get(record.id);
      return [record.id, kept !== undefined && kept.revision > record.revision ? kept : record];
    }),
  );
}
