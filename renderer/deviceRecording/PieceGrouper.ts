import type { EncodedPiece, PieceGroup, TapeCoding } from './EncodedPiece';

/** So much is lost at most when the page is killed. A picture's group ends at the first key frame from then on. */
export const GROUP_MS = 1_500;
/** A group that no key frame ends is ended all the same, so that it never outgrows what the server takes. */
const LONGEST_GROUP_MS = 6_000;

/** Puts coded pieces into groups of about a second and a half. */
export class PieceGrouper {
  private coding: TapeCoding | null = null;
  private pieces: EncodedPiece[] = [];

  constructor(private readonly onGroup: (group: PieceGroup) => void) {}

  push(piece: EncodedPiece, coding: TapeCoding): void {
    const [first] = this.pieces;
    const lasted = first ? piece.at - first.at : 0;
    const isOther = this.coding !== null && JSON.stringify(this.coding) !== JSON.stringify(coding);
    const isDue = coding.codec === 'audio/opus' ? lasted >= GROUP_MS : piece.key;
    if (isOther || isDue || lasted >= LONGEST_GROUP_MS || lasted < 0) this.end();
    // Nothing can be shown of a picture before its first key frame.
    if (this.pieces.length === 0 && !piece.key) return;
    this.coding = coding;
    this.pieces.push(piece);
  }

  /** Hands out what is there now. */
  end(): void {
    const { coding, pieces } = this;
    this.coding = null;
    this.pieces = [];
    if (coding && pieces.length > 0) this.onGroup({ coding, pieces });
  }
}
