import type { ReceptionState } from '../media/Reception';

/** A picture that has not changed for this long is late: 25 frames a second come every 40 ms. */
const LATE_AFTER_MS = 1_200;
/** After this long it is no picture of now any more. */
const LOST_AFTER_MS = 5_000;
/** Seen this long after it happened, a picture is late although it moves. */
const LATE_LATENCY_MS = 1_000;
/** A picture that has not begun after this long will not by itself. */
const START_PATIENCE_MS = 8_000;

export type PictureState = 'off' | 'starting' | 'live' | 'late' | 'lost';

export interface Seen {
  readonly isCameraOff: boolean;
  readonly phase: ReceptionState['phase'];
  /** Since when this reception is asked for, in milliseconds. */
  readonly since: number;
  /** When the newest frame was shown; null before the first of this track. */
  readonly lastFrameAt: number | null;
  readonly latencyMs: number | null;
  /** True while frames are not asked for, so that none is missed. */
  readonly isPaused: boolean;
}

/** What is said over a picture; on the same clock as the moments in `seen`. */
export function pictureState(seen: Seen, now: number): PictureState {
  if (seen.isCameraOff) return 'off';
  if (seen.phase === 'lost' || seen.phase === 'closed') return 'lost';
  if (seen.lastFrameAt === null) return now - seen.since > START_PATIENCE_MS && !seen.isPaused ? 'lost' : 'starting';
  if (seen.isPaused) return 'live';
  const age = now - seen.lastFrameAt;
  if (age > LOST_AFTER_MS) return 'lost';
  if (age > LATE_AFTER_MS || (seen.latencyMs !== null && seen.latencyMs > LATE_LATENCY_MS)) return 'late';
  return 'live';
}
