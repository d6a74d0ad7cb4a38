import type { EncodedFrame } from './EncodedFrame';

/** A fragment is cut once its frames span this much, so that with the frame that ends it, it stays under 0.5 s. */
const FRAGMENT_MS = 400;
/** The first one of a stream comes sooner: what was recorded is known to be so, and a kill loses less. */
const FIRST_FRAGMENT_MS = 100;
/** However few frames come, none waits longer than this for its fragment. */
const LONGEST_WAIT_MS = 400;

/** Frames with the time at which the last of them ends, on the RTP clock. */
export interface FrameRun {
  readonly frames: readonly EncodedFrame[];
  readonly endTime: number;
}

/**
 * Gathers frames into fragments: each of at most half a second, each new one at a key frame of a picture. A frame's
 * length is known when the next one comes, so the newest frame is held back, but never for longer than half a second.
 */
export class FragmentQueue {
  private frames: EncodedFrame[] = [];
  private lastDuration: number;
  private fragmentMs = FIRST_FRAGMENT_MS;

  constructor(
    private readonly ticksASecond: number,
    /** True for pictures, whose fragments begin at key frames. */
    private readonly cutsAtKey: boolean,
  ) {
    this.lastDuration = ticksASecond / (cutsAtKey ? 25 : 50);
  }

  /** Takes a frame; answers the fragment that it ends, if any. */
  push(frame: EncodedFrame): FrameRun | null {
    const first = this.frames[0];
    let run: FrameRun | null = null;
    if (first && ((this.cutsAtKey && frame.key) || frame.time - first.time >= this.ticks(this.fragmentMs))) {
      this.fragmentMs = FRAGMENT_MS;
      run = { frames: this.frames, endTime: frame.time };
      this.frames = [];
    }
    const last = (run?.frames ?? this.frames).at(-1);
    if (last && frame.time > last.time) this.lastDuration = frame.time - last.time;
    this.frames.push(frame);
    return run;
  }

  /** What must not wait any longer, at this moment of our wall clock in milliseconds. */
  due(now: number): FrameRun | null {
    const first = this.frames[0];
    const last = this.frames.at(-1);
    // By the distance, for frames from before the wall clock was set back must not wait until it has caught up.
    const waited = (frame: EncodedFrame): number => Math.abs(now - frame.arrivedAt);
    if (!first || !last || waited(first) < LONGEST_WAIT_MS) return null;
    if (last === first || waited(last) >= LONGEST_WAIT_MS) return this.takeAll(null);
    const frames = this.frames.slice(0, -1);
    this.frames = [last];
    return { frames, endTime: last.time };
  }

  /** Everything; the last frame ends at `endTime`, or as long after its start as the one before it took. */
  takeAll(endTime: number | null): FrameRun | null {
    const last = this.frames.at(-1);
    if (!last) return null;
    const run = { frames: this.frames, endTime: endTime ?? last.time + this.lastDuration };
    this.frames = [];
    return run;
  }

  private ticks(milliseconds: number): number {
    return (milliseconds * this.ticksASecond) / 1000;
  }
}
