import type { CustodyEntry } from '@protocol';
import type { CustodyRow } from './CustodyTable';
import type { RecordedSegment } from './PackageSourcesTable';

const MOST_ENTRIES = 300;

/**
 * Custody as a person reads it, newest first: what was done with many segments at once is one entry. `segments` are
 * those that the rows are about.
 */
export function custodyEntries(
  rows: readonly CustodyRow[],
  segments: ReadonlyMap<string, Pick<RecordedSegment, 'track' | 'cameraView'>>,
): CustodyEntry[] {
  const entries = new Map<string, CustodyEntry>();
  for (const { row, seal } of rows) {
    const { number, at, actorName, address, placeId, action, details, subjectKind, subjectId } = row;
    const segment = segments.get(subjectId ?? '');
    const packageId = typeof details['package'] === 'string' ? details['package'] : null;
    // An export leaves a row for each segment; of a package itself every row is a deed of its own.
    const isPart = packageId !== null && (subjectKind === 'segment' || action === 'evidence.export');
    const key = isPart ? `${action} ${packageId}` : String(number);
    const known = entries.get(key);
    if (known) {
      entries.set(key, { ...known, segments: known.segments + 1, track: null, cameraView: null });
      continue;
    }
    entries.set(key, {
      ...{ number, at, actorName, address, placeId, action, packageId, segments: 1, position: seal?.position ?? null },
      reason: typeof details['reason'] === 'string' ? details['reason'] : null,
      track: segment?.track ?? null,
      cameraView: segment?.cameraView ?? null,
    });
  }
  return [...entries.values()].sort((one, other) => other.number - one.number).slice(0, MOST_ENTRIES);
}
