import type { TapeTrack } from './EncodedPiece';
import type { HandInTerms } from './HandIn';

/** What the page says to its recording worker. */
export type ToRecordingWorker =
  | {
      readonly type: 'track';
      readonly key: string;
      readonly track: TapeTrack;
      readonly kind: 'picture' | 'sound';
      /** Of VideoFrame or AudioData; it is transferred. */
      readonly readable: ReadableStream<VideoFrame> | ReadableStream<AudioData>;
    }
  | { readonly type: 'drop-track'; readonly key: string }
  /** The tracks that do not get through now. */
  | { readonly type: 'lost'; readonly keys: readonly string[] }
  /** To be added to this terminal's clock, as far as is known. */
  | { readonly type: 'clock'; readonly offsetMs: number }
  /** Null while nothing may be handed in. */
  | { readonly type: 'hand-in'; readonly terms: HandInTerms | null };

/** What this terminal's own recording is doing, as a page shows it. */
export interface DeviceRecordingState {
  /** `failed`: this browser cannot, or the disk refuses. */
  readonly phase: 'starting' | 'ready' | 'failed';
  /** Since when it records, on this terminal's clock; null while it does not. */
  readonly recordingSince: number | null;
  /** Segments that the server has of those that are handed in now, and how many those are; zero where there are none. */
  readonly handedIn: number;
  readonly toHandIn: number;
  /** Segments that the server will not take: they stay here until there is no room for them. */
  readonly notTaken: number;
  readonly usedBytes: number;
  readonly roomBytes: number;
  /** How many hours fit, with the cameras of now. */
  readonly roomHours: number | null;
  /** Segments that had to go, the oldest first, since there was no room. */
  readonly dropped: number;
}

export const startingState: DeviceRecordingState = {
  phase: 'starting',
  recordingSince: null,
  handedIn: 0,
  toHandIn: 0,
  notTaken: 0,
  usedBytes: 0,
  roomBytes: 0,
  roomHours: null,
  dropped: 0,
};
