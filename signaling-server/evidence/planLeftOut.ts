import type { Kysely } from 'kysely';
import type { EvidenceScope, EvidenceTrack } from '@protocol';
import type { PackagePlan } from '../packager/packagePlan';
import { DeletionsTable, type DeletionRow } from '../recording/DeletionsTable';
import { SegmentsTable } from '../recording/SegmentsTable';
import type { Schema } from '../persistence/schema';
import type { RecordSeal } from './sealFormat';

export interface LeftOutQuestion {
  readonly scope: Pick<EvidenceScope, 'tracks' | 'from' | 'to'>;
  readonly links: readonly Pick<RecordSeal, 'chain' | 'kind' | 'subjectId'>[];
  /** What is in the package, or was left out for another reason. */
  readonly known: ReadonlySet<string>;
  readonly mayExportAt: (placeId: string) => boolean;
}

/**
 * Segments of a package's span that are not in it: they were deleted since, or their links are in it and nothing was
 * recorded in them. Of those outside the span their own links say so, and of any other there is nothing to say: whoever
 * checks the package is to find that it is missing.
 */
export async function planLeftOut(
  database: Kysely<Schema>,
  { scope: { tracks, from, to }, links, known, mayExportAt }: LeftOutQuestion,
): Promise<PackagePlan['leftOut']> {
  const ids = links
    // Talk groups go on between the bursts that concern a package's vehicles.
    .filter(({ kind, subjectId, chain }) => kind === 'segment' && !known.has(subjectId) && !isTalk(chain))
    .map(({ subjectId }) => subjectId);
  const linked = await new SegmentsTable(database).findAll(ids);
  const empty = linked.filter((row) => row.bytes <= row.initBytes && row.endedAt > from && row.startedAt < to);
  const deletions = new DeletionsTable(database);
  const vehicleIds = [...new Set(tracks.map(({ vehicleId }) => vehicleId))];
  const gone = (await Promise.all(vehicleIds.map((vehicleId) => deletions.ofVehicle(vehicleId, from, to)))).flat();
  return [
    ...empty.map(({ id }) => ({ segmentId: id, why: 'empty' as const })),
    ...gone
      .filter((row) => mayExportAt(row.placeId) && row.endedAt > from && row.startedAt < to)
      .filter((row) => tracks.some((track) => isOf(row, track)))
      .map(({ segmentId, why }) => ({ segmentId, why: why === 'reduced' ? why : ('deleted' as const) })),
  ];
}

function isOf(row: DeletionRow, { vehicleId, track, cameraView }: EvidenceTrack): boolean {
  return row.vehicleId === vehicleId && row.track === track && row.cameraView === cameraView;
}

function isTalk(chain: string): boolean {
  return chain.startsWith('talk/');
}
