import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from './digestOf';
import { Journals } from './Journals';
import type { JournalLine } from './journalLine';
import { keyPictures } from './keyPictures';
import type { ToRecorder } from './recorderProtocol';
import { segmentPath } from './segmentPath';
import { writeFlushed } from './writeFlushed';

export type SegmentReduction = Extract<ToRecorder, { type: 'reduce-segment' }>;

/** In the name of a file of key pictures alone: where its journal is lost, it is not taken for an original. */
export const REDUCED_FILE_MARK = 'reduced-';

/**
 * Writes the key pictures of a segment as a segment of their own, beside it: the original is only read. As with a
 * terminal's own recording the journal tells of it once the file is on the disk. Throws where the disk fails and where
 * the original holds no key picture.
 */
export async function reduceSegment(
  directory: string,
  journals: Pick<Journals, 'append'>,
  { segmentId, original }: SegmentReduction,
): Promise<void> {
  const { track, mimeType, startedAt, endedAt, initBytes, capture } = original;
  const source = original.file ?? join(directory, original.path);
  const bytes = (await readFile(source)).subarray(0, original.bytes);
  const isMp4 = mimeType.startsWith('video/mp4');
  const pictures = keyPictures(bytes, initBytes, isMp4);
  if (pictures.length === 0) throw new RangeError('a segment without a key picture cannot be reduced');
  const head = Buffer.from(bytes.subarray(0, initBytes));
  const path = segmentPath(track, startedAt, `${REDUCED_FILE_MARK}${segmentId}`, isMp4 ? 'mp4' : 'webm');
  const reducedFrom = { segmentId: original.segmentId, bytes: original.bytes };
  const lines: JournalLine[] = [
    {
      ...{ type: 'segment-opened', segmentId, path, track, burstId: null, mimeType, startedAt, reducedFrom },
      ...{ initBytes, digest: digestOf(head) },
    },
  ];
  if (capture) lines.push({ type: 'capture-time', segmentId, ...capture });
  let offset = initBytes;
  for (const { fragment, startMs, endMs } of pictures) {
    const moments = { startedAt: Math.round(startedAt + startMs), endedAt: Math.round(startedAt + endMs) };
    const place = { segmentId, offset, bytes: fragment.length };
    lines.push({ type: 'fragment', ...place, ...moments, key: true, digest: digestOf(fragment) });
    offset += fragment.length;
  }
  lines.push({ type: 'segment-closed', segmentId, endedAt, bytes: offset, reason: 'rolled' });
  await writeFlushed(join(directory, path), Buffer.concat([head, ...pictures.map(({ fragment }) => fragment)]));
  const journalPath = Journals.pathFor(startedAt);
  await Promise.all(lines.map((line) => journals.append(journalPath, line)));
}
