import { sentPiece } from '@protocol';
import { z } from 'zod';
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
/** What has not been answered by then is asked for again. */
const ANSWER_TIMEOUT_MS = 20_000;
/** So many segments fit into one question. */
const MOST_AT_ONCE = 12;
const sentPieces = z.array(sentPiece);

interface Wanted {
  readonly segmentId: string;
  readonly resolve: (piece: RecordedPiece) => void;
  readonly reject: (error: unknown) => void;
}

/** What the cameras of the page ask for at one refresh, by moment: it goes out as one question. */
const gathered = new Map<string, Wanted[]>();

async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const response = await fetch(`/media/${path}`, {
    headers: { ...bearer(), ...headers },
    cache: 'no-store',
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  });
  if (!response.ok && response.status !== RANGE_NOT_SATISFIABLE) {
    throw new Error(`what is recorded was answered with ${response.status}`);
  }
  return response;
}

async function askTogether(moment: string): Promise<void> {
  const wanted = gathered.get(moment) ?? [];
  gathered.delete(moment);
  await Promise.all(
    Array.from({ length: Math.ceil(wanted.length / MOST_AT_ONCE) }, async (_, group) => {
      const own = wanted.slice(group * MOST_AT_ONCE, (group + 1) * MOST_AT_ONCE);
      try {
        await answer(own, moment);
      } catch (error) {
        // Where one of them is gone or refused, the others are not to suffer for it.
        for (const one of own) {
          if (own.length > 1) {
            await answer([one], moment).catch(one.reject);
          } else {
            one.reject(error);
          }
        }
      }
    }),
  );
}

async function answer(wanted: readonly Wanted[], moment: string): Promise<void> {
  const response = await ask(`pieces/${wanted.map(({ segmentId }) => segmentId).join()}/${moment}`);
  const said = sentPieces.parse(JSON.parse(response.headers.get('x-pieces') ?? '[]'));
  const all = new Uint8Array(await response.arrayBuffer());
  if (said.length !== wanted.length) {
    throw new Error(`${wanted.length} pieces were asked for and ${said.length} answered`);
  }
  let start = 0;
  for (const [index, { mimeType, startedAt, nextByte, bytes }] of said.entries()) {
    wanted[index]?.resolve({ bytes: all.subarray(start, start + bytes), mimeType, startedAt, nextByte });
    start += bytes;
  }
}

/** Recorded files over HTTP, as the one who is signed in. */
export const recordedMedia: RecordedMedia = {
  pieceAt(segmentId, at, frames) {
    return new Promise((resolve, reject) => {
      const moment = `${frames}/${Math.max(0, Math.floor(at))}`;
      const together = gathered.get(moment) ?? [];
      together.push({ segmentId, resolve, reject });
      if (together.length === 1) {
        gathered.set(moment, together);
        queueMicrotask(() => void askTogether(moment));
      }
    });
  },

  async pieceFrom(segmentId, fromByte, bytes) {
    const range = `bytes=${fromByte}-${fromByte + bytes - 1}`;
    const response = await ask(`segments/${encodeURIComponent(segmentId)}`, { range });
    if (response.status === RANGE_NOT_SATISFIABLE) {
      return new Uint8Array();
    }
    const body = new Uint8Array(await response.arrayBuffer());
    return response.status === PARTIAL_CONTENT ? body : body.subarray(fromByte, fromByte + bytes);
  },
};

/** A whole segment, for a burst: at most as long as the talk limit, so it is small. */
export async function fetchWholeSegment(segmentId: string): Promise<Blob> {
  return (await ask(`segments/${encodeURIComponent(segmentId)}`)).blob();
}
