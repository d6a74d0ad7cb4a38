import { digestOf } from '../recorder/digestOf';
import type { RecordedFileSource } from '../recording/RecordedFiles';
import type { PackagePlan, PlannedSegment } from './packagePlan';
import type { PackageZip } from './PackageZip';

/** What the packager saw of one recording as it copied it. */
export interface OriginalCheck {
  readonly segmentId: string;
  /** Pieces whose bytes are no longer those that were sealed. */
  readonly altered: number;
  readonly pieces: number;
}

/** The bytes of a planned segment, piece by piece, each compared with what was sealed. */
export async function* piecesOf(
  segment: PlannedSegment,
  files: RecordedFileSource,
  onAltered: () => void,
): AsyncGenerator<Buffer> {
  const file = await files.open(segment.source);
  if (!file) throw new Error(`${segment.source} has gone`);
  try {
    for (const { offset, bytes, digest } of segment.ranges) {
      const found = await file.read(offset, bytes);
      const sealed = digest === null ? null : digestOf(found);
      if (found.length !== bytes || (digest && (sealed?.sha256 !== digest.sha256 || sealed.sm3 !== digest.sm3))) {
        onAltered();
      }
      yield found;
    }
  } finally {
    await file.close();
  }
}

/** Puts every original into the zip, bit for bit, with the lines and proofs that bind it to what was signed. */
export async function addOriginals(
  zip: PackageZip,
  plan: PackagePlan,
  files: RecordedFileSource,
  onDone: () => void,
): Promise<ReadonlyMap<string, OriginalCheck>> {
  const checks = new Map<string, OriginalCheck>();
  for (const { segments } of plan.recordings) {
    for (const segment of segments) {
      let altered = 0;
      const pieces = piecesOf(segment, files, () => (altered += 1));
      await zip.addParts(segment.file, 'original', pieces);
      checks.set(segment.segmentId, { segmentId: segment.segmentId, altered, pieces: segment.ranges.length });
      const { segmentId, lineCount, lines } = segment;
      await zip.addBytes(recordPathOf(segmentId), 'seal', JSON.stringify({ segmentId, lineCount, lines }, null, 1));
      onDone();
    }
  }
  return checks;
}

function recordPathOf(segmentId: string): string {
  return `seals/segments/${segmentId}.json`;
}
