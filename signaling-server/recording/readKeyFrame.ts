import { firstFrameOf } from '../recorder/FragmentedMp4';
import type { RecordedFileSource } from './RecordedFiles';
import type { SegmentRow } from './SegmentsTable';

/** A film of one frame: the head of a segment's file and its newest key frame; null where there is none or the file has gone. */
export async function readKeyFrame(
  files: RecordedFileSource,
  row: Pick<SegmentRow, 'path' | 'initBytes' | 'keyOffset' | 'keyBytes' | 'mimeType'>,
): Promise<Buffer | null> {
  if (row.keyOffset === null || row.keyBytes === null) return null;
  const file = await files.open(row.path);
  if (!file) return null;
  try {
    const head = await file.read(0, row.initBytes);
    const fragment = await file.read(row.keyOffset, row.keyBytes);
    const isMp4 = row.mimeType.startsWith('video/mp4');
    const frame = isMp4 ? firstFrameOf(fragment) : fragment;
    return frame ? Buffer.concat([head, frame]) : null;
  } finally {
    await file.close();
  }
}
