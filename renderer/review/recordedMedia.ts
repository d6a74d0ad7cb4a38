import { bearer } from '../session/sessionStore';
import type { FetchPiece } from './SegmentPlayer';

/** A piece of a segment over HTTP, as the one who is signed in. Throws where the server refuses. */
export const fetchRecordedPiece: FetchPiece = async (segmentId, from, bytes) => {
  const response = await fetch(`/media/segments/${encodeURIComponent(segmentId)}`, {
    headers: { ...bearer(), range: `bytes=${from}-${from + bytes - 1}` },
    cache: 'no-store',
  });
  if (response.status === RANGE_NOT_SATISFIABLE) {
    return new Uint8Array();
  }
  if (!response.ok) {
    throw new Error(`the segment was answered with ${response.status}`);
  }
  const body = new Uint8Array(await response.arrayBuffer());
  return response.status === PARTIAL_CONTENT ? body : body.subarray(from, from + bytes);
};

const RANGE_NOT_SATISFIABLE = 416;
const PARTIAL_CONTENT = 206;

/** A whole segment, for a burst: at most as long as the talk limit, so it is small. */
export async function fetchWholeSegment(segmentId: string): Promise<Blob> {
  const response = await fetch(`/media/segments/${encodeURIComponent(segmentId)}`, { headers: bearer() });
  if (!response.ok) {
    throw new Error(`the segment was answered with ${response.status}`);
  }
  return response.blob();
}
