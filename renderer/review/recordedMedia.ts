import { bearer } from '../session/sessionStore';

/** The beginning of what is to be shown from a moment on, with where it stands. */
export interface RecordedPiece {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  /** When its file begins, on the server's clock. */
  readonly startedAt: number;
  /** Where in the file what follows begins. */
  readonly nextByte: number;
}

/** How recorded files are had, so that tests can stand in for the network. Each throws where the server refuses. */
export interface RecordedMedia {
  /** What a decoder needs to begin at a moment: every frame, or key frames alone to the end of the file. */
  pieceAt(segmentId: string, at: number, frames: 'every' | 'keys'): Promise<RecordedPiece>;
  /** A piece of a file from a byte on; empty past its end. */
  pieceFrom(segmentId: string, fromByte: number, bytes: number): Promise<Uint8Array>;
}

const RANGE_NOT_SATISFIABLE = 416;
const PARTIAL_CONTENT = 206;

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const response = await fetch(`/media/segments/${path}`, { headers: { ...bearer(), ...headers }, cache: 'no-store' });
  if (!response.ok && response.status !== RANGE_NOT_SATISFIABLE) {
    throw new Error(`the segment was answered with ${response.status}`);
  }
  return response;
}

/** Recorded files over HTTP, as the one who is signed in. */
export const recordedMedia: RecordedMedia = {
  async pieceAt(segmentId, at, frames) {
    const way = frames === 'every' ? 'from' : 'keys';
    const response = await ask(`${encodeURIComponent(segmentId)}/${way}/${Math.max(0, Math.floor(at))}`);
    return {
      bytes: new Uint8Array(await response.arrayBuffer()),
      mimeType: response.headers.get('content-type') ?? '',
      startedAt: Number(response.headers.get('x-started-at')),
      nextByte: Number(response.headers.get('x-next-byte')),
    };
  },

  async pieceFrom(segmentId, fromByte, bytes) {
    const response = await ask(encodeURIComponent(segmentId), { range: `bytes=${fromByte}-${fromByte + bytes - 1}` });
    if (response.status === RANGE_NOT_SATISFIABLE) {
      return new Uint8Array();
    }
    const body = new Uint8Array(await response.arrayBuffer());
    return response.status === PARTIAL_CONTENT ? body : body.subarray(fromByte, fromByte + bytes);
  },
};

/** A whole segment, for a burst: at most as long as the talk limit, so it is small. */
export async function fetchWholeSegment(segmentId: string): Promise<Blob> {
  return (await ask(encodeURIComponent(segmentId))).blob();
}
