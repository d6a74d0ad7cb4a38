import { endOf, type EncodedPiece, type PieceGroup, type TapeCoding } from './EncodedPiece';
import { PieceGrouper } from './PieceGrouper';

/** What is kept in memory while the line is well, so that a loss is covered from before it was noticed. */
const KEPT_BEFORE_MS = 8_000;

export interface TrackTapeDependencies {
  readonly write: (group: PieceGroup) => void;
  /** What follows belongs to another file: there is a hole before it, or nothing comes for now. */
  readonly end: () => void;
}

/** One track's own recording: a few seconds in memory while the line is well, and everything on the disk while it is not. */
export class TrackTape {
  private readonly grouper = new PieceGrouper((group) => this.take(group));
  private before: PieceGroup[] = [];
  private writing = false;

  constructor(private readonly dependencies: TrackTapeDependencies) {}

  get isWriting(): boolean {
    return this.writing;
  }

  push(piece: EncodedPiece, coding: TapeCoding): void {
    this.grouper.push(piece, coding);
  }

  /**
   * The line is lost: what is in memory is written first, then everything that comes. The group that is being made is
   * left to its end: nothing could be shown of the pictures between here and the next key frame.
   */
  begin(): void {
    if (this.writing) return;
    this.writing = true;
    for (const group of this.before.splice(0)) this.dependencies.write(group);
  }

  /** The line is well again, or nothing comes any more. */
  stop(): void {
    if (!this.writing) return;
    this.grouper.end();
    this.writing = false;
    this.dependencies.end();
  }

  private take(group: PieceGroup): void {
    if (this.writing) {
      this.dependencies.write(group);
      return;
    }
    this.before.push(group);
    const needed = endOf(group) - KEPT_BEFORE_MS;
    this.before = this.before.filter((earlier) => endOf(earlier) > needed);
  }
}
