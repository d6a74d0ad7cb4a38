import type { CustodyEntry } from '@protocol';
import type { CustodyRow } from './CustodyTable';
import type { RecordedSegment } from './PackageSourcesTable';

const MOST_ENTRIES = 300;
/** What one deed does to many segments is written within this time. */
const ONE_DEED_MS = 5_000;

/**
 * Custody as a person reads it, newest first: what was done with many segments at once is one entry. `segments` are
 * those that the rows are about; `nameOf` answers what people call a place.
 */
export function custodyEntries(
  rows: readonly CustodyRow[],
  segments: ReadonlyMap<string, Pick<RecordedSegment, 'track' | 'cameraView'>>,
  nameOf: (placeId: string) => string | null,
): CustodyEntry[] {
  const entries: CustodyEntry[] = [];
  const newestOf = new Map<string, number>();
  for (const { row, seal } of [...rows].sort((one, other) => one.row.number - other.row.number)) {
    const { number, at, actorName, address, placeId, action, details, subjectId } = row;
    const segment = segments.get(subjectId ?? '');
    const deed = deedOf({ action, actorName, address, details });
    const index = newestOf.get(deed) ?? -1;
    const known = entries[index];
    if (known && at - known.at <= ONE_DEED_MS) {
      const first = known.segments === 0 ? segment : null;
      entries[index] = {
        ...{ ...known, segments: known.segments + (segment ? 1 : 0) },
        ...{ track: first?.track ?? null, cameraView: first?.cameraView ?? null },
      };
      continue;
    }
    newestOf.set(deed, entries.length);
    entries.push({
      ...{ number, at, actorName, address, action, position: seal?.position ?? null, segments: segment ? 1 : 0 },
      placeName: placeId === null ? null : nameOf(placeId),
      packageId: textOf(details['package']),
      reason: textOf(details['reason']),
      ...{ track: segment?.track ?? null, cameraView: segment?.cameraView ?? null },
    });
  }
  return entries.reverse().slice(0, MOST_ENTRIES);
}

/** Rows of one deed differ only in which segment they are about. */
function deedOf({ details, ...deed }: Pick<CustodyRow['row'], 'action' | 'actorName' | 'address' | 'details'>): string {
  const same = Object.entries(details).filter(([name]) => !['track', 'startedAt', 'from', 'to'].includes(name));
  return JSON.stringify([deed, same]);
}

function textOf(detail: unknown): string | null {
  return typeof detail === 'string' ? detail : null;
}
