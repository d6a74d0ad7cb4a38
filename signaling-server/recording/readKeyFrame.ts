import { open } from 'node:fs/promises';
import { firstFrameOf } from '../recorder/FragmentedMp4';
import type { SegmentRow } from './SegmentsTable';

/** A film of one frame: the head of a segment's file and its newest key frame; null where there is none or the file has gone. */
export async function readKeyFrame(
  path: string,
  row: Pick<SegmentRow, 'initBytes' | 'keyOffset' | 'keyBytes' | 'mimeType'>,
): Promise<Buffer | null> {
  if (row.keyOffset === null || row.keyBytes === null) return null;
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const head = Buffer.alloc(row.initBytes);
    const fragment = Buffer.alloc(row.keyBytes);
    await file.read(head, 0, head.length, 0);
    await file.read(fragment, 0, fragment.length, row.keyOffset);
    const isMp4 = row.mimeType.startsWith('video/mp4');
    const frame = isMp4 ? firstFrameOf(fragment) : fragment;
    return frame ? Buffer.concat([head, frame]) : null;
  } finally {
    await file.close();
  }
}
