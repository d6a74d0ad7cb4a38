import type { EncodedPiece, TapeCoding } from './EncodedPiece';

/** What is made of one track's frames. */
export interface TrackSourceEvents {
  readonly onPiece: (piece: EncodedPiece, coding: TapeCoding) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Codes a track's frames for as long as they come. */
export interface TrackSource {
  /** Everything is wanted from now on, beginning with a key frame; or a few frames are enough. */
  setWhole(isWhole: boolean): void;
  /** The next frame is to be one that can be shown by itself. */
  wantKeyFrame(): void;
  close(): void;
}

/** Reads a stream to its end, or until the answer is called, one thing at a time. */
export function readEach<Thing>(
  readable: ReadableStream<Thing>,
  take: (thing: Thing) => void,
  onFailed: (error: unknown) => void,
): () => void {
  const reader = readable.getReader();
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) take(next.value);
  };
  read().catch(onFailed);
  return () => void reader.cancel().catch(() => undefined);
}
