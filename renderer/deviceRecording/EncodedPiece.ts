import type { DeviceChunkHead } from '@protocol';

/** Which track of which vehicle is recorded here. */
export type TapeTrack = Pick<DeviceChunkHead, 'vehicleId' | 'track' | 'cameraView'>;

/** How frames are coded; frames of one file are all coded in one way. */
export type TapeCoding = Pick<DeviceChunkHead, 'codec' | 'channels' | 'configuration'>;

/** One coded picture or piece of sound. The moment is this terminal's clock in milliseconds, of which fractions count. */
export interface EncodedPiece {
  readonly at: number;
  readonly durationMs: number;
  readonly key: boolean;
  readonly data: Uint8Array;
}

/** Pieces that can be decoded by themselves: pictures from a key frame to before the next one. Never empty. */
export interface PieceGroup {
  readonly coding: TapeCoding;
  readonly pieces: readonly EncodedPiece[];
}

export function beginOf({ pieces }: PieceGroup): number {
  return pieces[0]?.at ?? 0;
}

export function endOf({ pieces }: PieceGroup): number {
  const last = pieces.at(-1);
  return last ? last.at + last.durationMs : 0;
}
