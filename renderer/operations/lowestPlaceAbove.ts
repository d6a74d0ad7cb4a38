import type { Place } from '@protocol';

/** The lowest place under which all the given ones stand; null where there is none. */
export function lowestPlaceAbove(places: readonly Place[], placeIds: readonly string[]): string | null {
  const lineages = placeIds.map((placeId) => lineageOf(places, placeId));
  const [first = [], ...others] = lineages;
  return first.find((candidate) => others.every((lineage) => lineage.includes(candidate))) ?? null;
}

function lineageOf(places: readonly Place[], placeId: string): readonly string[] {
  const lineage: string[] = [];
  for (let next: string | null = placeId; next !== null && !lineage.includes(next);) {
    lineage.push(next);
    const current: string = next;
    next = places.find(({ id }) => id === current)?.parentId ?? null;
  }
  return lineage;
}
