import { randomUUID } from 'node:crypto';
import { isVague, type CameraView, type GapReason, type RecordedTrack } from '@protocol';
import type { CloseReason } from '../recorder/recorderProtocol';
import type { GapRow } from './GapsTable';

/** A hole between two segments up to this long is what wall clocks and frame lengths leave, not a gap. */
const TOLERANCE_MS = 300;
/** A segment whose newest fragment is older than this is not being recorded, whatever its state says. */
const STALE_MS = 2_500;
/** Opening and taking in a segment takes so long; before that, its absence is not yet news. */
const PATIENCE_MS = 1_500;
/** A better reason that comes this soon replaces the first one; a later one begins a gap of its own. */
const REASON_SETTLES_MS = 2_000;

/** What is over for so long explains what is missing since then no more: nothing comes, for a reason of its own. */
const CAUSE_OVER_MS = 10_000;

/** What is to be written about a track's gaps. */
export type GapChange =
  | { readonly kind: 'add'; readonly row: GapRow }
  | { readonly kind: 'end'; readonly id: string; readonly endedAt: number }
  | { readonly kind: 'correct'; readonly id: string; readonly startedAt: number; readonly reason: GapReason }
  | { readonly kind: 'remove'; readonly id: string };

export interface TrackIdentity {
  readonly vehicleId: string;
  readonly track: Exclude<RecordedTrack, 'talk'>;
  readonly cameraView: CameraView | null;
}

/** One recorded stretch of the track, as the index has it. */
export interface RecordedStretch {
  readonly segmentId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly closed: CloseReason | null;
  readonly open: boolean;
}

/**
 * The ledger of one track that should be recorded: every moment is in a segment or in a gap with a reason. Pure but
 * for its memory; whoever calls it writes the changes that it answers.
 */
export class TrackCoverage {
  private readonly growing = new Map<string, number>();
  /** The gap that was ended last. */
  private ended: GapRow | null = null;
  /** Since when the cause of the gap is over and nothing better is known; null while it lasts. */
  private causeOverSince: number | null = null;
  lastClose: CloseReason | null = null;

  constructor(
    private readonly identity: TrackIdentity,
    /** Up to here all is recorded or explained. */
    private coveredUntil: number,
    private gap: GapRow | null,
  ) {}

  /** The gap that the track is in now; null while it is recorded. */
  get openGap(): GapRow | null {
    return this.gap;
  }

  recording(now: number): boolean {
    return [...this.growing.values()].some((endedAt) => now - endedAt < STALE_MS);
  }

  /** A segment began, grew or ended. */
  take(stretch: RecordedStretch, reason: GapReason): readonly GapChange[] {
    const changes: GapChange[] = [];
    const known = this.growing.has(stretch.segmentId);
    const isNew = !known && stretch.endedAt > this.coveredUntil;
    if (this.gap && stretch.endedAt > this.gap.startedAt) changes.push(...this.endGap(stretch, known));
    else if (known && !stretch.open) changes.push(...this.shortenEnded(stretch));
    else if (isNew && stretch.startedAt - this.coveredUntil > TOLERANCE_MS) {
      const row = this.rowFrom(this.coveredUntil, reason);
      changes.push({ kind: 'add', row: { ...row, endedAt: stretch.startedAt } });
    }
    if (stretch.open) this.growing.set(stretch.segmentId, stretch.endedAt);
    else this.growing.delete(stretch.segmentId);
    this.coveredUntil = Math.max(this.coveredUntil, stretch.endedAt);
    if (stretch.closed) this.lastClose = stretch.closed;
    return changes;
  }

  /** Looks whether the track is recorded now, and opens or corrects its gap where it is not. */
  look(now: number, reason: GapReason): readonly GapChange[] {
    if (this.gap) return this.lookAtGap(this.gap, now, reason);
    if (this.recording(now) || now - this.coveredUntil < PATIENCE_MS) return [];
    return this.beginGap(this.coveredUntil, reason);
  }

  /** The track is to be recorded from now on, and is not yet. */
  begin(now: number, reason: GapReason): readonly GapChange[] {
    this.coveredUntil = Math.max(this.coveredUntil, now);
    return this.beginGap(now, reason);
  }

  /** The track is not to be recorded any more. */
  end(now: number): readonly GapChange[] {
    const { gap } = this;
    this.gap = null;
    return gap ? [{ kind: 'end', id: gap.id, endedAt: Math.max(gap.startedAt, now) }] : [];
  }

  private lookAtGap(gap: GapRow, now: number, reason: GapReason): readonly GapChange[] {
    const isOver = gap.reason !== reason && isVague(reason) && !isVague(gap.reason);
    this.causeOverSince = isOver ? (this.causeOverSince ?? now) : null;
    if (this.causeOverSince !== null) {
      const since = Math.max(gap.startedAt, this.causeOverSince);
      return now - since < CAUSE_OVER_MS ? [] : this.followGap(gap, since, reason);
    }
    return gap.reason === reason || isVague(reason) ? [] : this.correctGap(gap, now, reason);
  }

  private beginGap(startedAt: number, reason: GapReason): readonly GapChange[] {
    this.causeOverSince = null;
    this.gap = this.rowFrom(startedAt, reason);
    return [{ kind: 'add', row: this.gap }];
  }

  private endGap(stretch: RecordedStretch, known: boolean): readonly GapChange[] {
    const { gap } = this;
    if (!gap) return [];
    // A segment thought dead went on, or was found longer than its journal had said: the gap begins later.
    const overlaps = known || stretch.startedAt <= gap.startedAt;
    if (overlaps && !stretch.open) {
      this.gap = { ...gap, startedAt: stretch.endedAt };
      return [{ kind: 'correct', id: gap.id, startedAt: stretch.endedAt, reason: gap.reason }];
    }
    this.gap = null;
    const endedAt = overlaps ? gap.startedAt : stretch.startedAt;
    this.ended = { ...gap, endedAt };
    return endedAt - gap.startedAt <= TOLERANCE_MS
      ? [{ kind: 'remove', id: gap.id }]
      : [{ kind: 'end', id: gap.id, endedAt }];
  }

  private correctGap(gap: GapRow, now: number, reason: GapReason): readonly GapChange[] {
    if (isVague(gap.reason) || now - gap.startedAt < REASON_SETTLES_MS) {
      this.gap = { ...gap, reason };
      return [{ kind: 'correct', id: gap.id, startedAt: gap.startedAt, reason }];
    }
    return this.followGap(gap, now, reason);
  }

  private followGap(gap: GapRow, at: number, reason: GapReason): readonly GapChange[] {
    this.coveredUntil = Math.max(this.coveredUntil, at);
    return [{ kind: 'end', id: gap.id, endedAt: at }, ...this.beginGap(at, reason)];
  }

  /** What a recorder that was killed had written last is found when it records again already. */
  private shortenEnded({ startedAt, endedAt }: RecordedStretch): readonly GapChange[] {
    const { ended } = this;
    if (!ended || startedAt > ended.startedAt || endedAt <= ended.startedAt || endedAt >= (ended.endedAt ?? 0))
      return [];
    this.ended = { ...ended, startedAt: endedAt };
    return [{ kind: 'correct', id: ended.id, startedAt: endedAt, reason: ended.reason }];
  }

  private rowFrom(startedAt: number, reason: GapReason): GapRow {
    return { id: randomUUID(), ...this.identity, startedAt, endedAt: null, reason };
  }
}
