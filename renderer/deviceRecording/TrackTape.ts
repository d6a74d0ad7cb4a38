import { beginOf, endOf, type PieceGroup } from './EncodedPiece';

/** What is kept in memory while the line is well, so that a loss is covered from before it was noticed. */
const KEPT_BEFORE_MS = 8_000;

export interface TrackTapeDependencies {
  readonly write: (group: PieceGroup) => void;
  /** What follows belongs to another file: there is a hole before it, or nothing comes for now. */
  readonly end: () => void;
}

/** One track's own recording: a few seconds in memory while the line is well, and everything on the disk while it is not. */
export class TrackTape {
  private before: PieceGroup[] = [];
  private writing = false;

  constructor(private readonly dependencies: TrackTapeDependencies) {}

  get isWriting(): boolean {
    return this.writing;
  }

  /** Since when there is something of this track, on this terminal's clock; null where there is nothing yet. */
  get beginsAt(): number | null {
    const [first] = this.before;
    return first ? beginOf(first) : null;
  }

  push(group: PieceGroup): void {
    if (this.writing) {
      this.dependencies.write(group);
      return;
    }
    this.before.push(group);
    const needed = endOf(group) - KEPT_BEFORE_MS;
    this.before = this.before.filter((earlier) => endOf(earlier) > needed);
  }

  /** The line is lost: what is in memory is written first, then everything that comes. */
  begin(): void {
    if (this.writing) return;
    this.writing = true;
    for (const group of this.before.splice(0)) this.dependencies.write(group);
  }

  /** The line is well again. */
  stop(): void {
    if (!this.writing) return;
    this.writing = false;
    this.dependencies.end();
  }
}
