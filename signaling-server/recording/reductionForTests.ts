import type { Kysely } from 'kysely';
import { RecordSealsTable } from '../evidence/RecordSealsTable';
import type { Schema } from '../persistence/schema';
import type { ReductionRules } from './ReductionTable';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

export const START = Date.UTC(2026, 4, 1, 8);
export const ARCHIVED_BYTES = 10;

/** Of what is recorded by routine only key pictures are kept after 200 days. */
export const reductionRules: ReductionRules = {
  rules: { routine: 365, alarm: 500, burst: 180, evidence: 1_000 },
  reduceAfterDays: { routine: 200, alarm: null },
};

/** The segment of so many tens of seconds after the start, in the archive. */
export function archivedSegment(id: string, index: number, more: Partial<SegmentRow> = {}): SegmentRow {
  return {
    ...{ id, vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null, burstId: null },
    ...{ source: 'live', path: `${id}.mp4`, mimeType: 'video/mp4', state: 'closed', initBytes: 1, damages: [] },
    ...{ bytes: ARCHIVED_BYTES, startedAt: START + index * 10_000, endedAt: START + (index + 1) * 10_000 },
    ...{ keyOffset: 1, keyBytes: 1, keyAt: START, capturedAt: null, captureSource: null, captureUncertaintyMs: null },
    stored: 'archive',
    ...more,
  };
}

/** Puts segments into the index as ones that were sealed long ago. */
export async function putSealed(database: Kysely<Schema>, segments: readonly SegmentRow[]): Promise<void> {
  await new SegmentsTable(database).put(segments);
  const nothing = { leaf: '', previousSha256: '', previousSm3: '', sha256: '', sm3: '' };
  await new RecordSealsTable(database).add(
    segments.map(({ id }, index) => ({
      ...{ ...nothing, chain: 'car/camera/front', position: index + 1, kind: 'segment' as const, subjectId: id },
      ...{ sealedAt: START, headNumber: 1, headIndex: index },
    })),
    {
      ...{ number: 1, signedAt: START, size: segments.length, rootSha256: '', rootSm3: '', previousSha256: '' },
      ...{ previousSm3: '', algorithm: 'Ed25519', keyFingerprint: '', signature: '' },
    },
  );
}
