/** A sender's clock may be off by this much before the wall clock of the recording is set anew. */
const TOLERATED_DRIFT_MS = 200;
/** A frame may only be late; one second of nothing but late ones is the clock and not the network. */
const LATE_FOR_MS = 1_000;

/**
 * Gives each frame its moment on our wall clock: the arrival of the first one, plus the time that passed on the
 * sender's clock since. So a frame that the network held up keeps its place.
 */
export class ArrivalClock {
  private anchorTime: number | null = null;
  private anchoredAt = 0;
  private lateSince: number | null = null;
  private early = false;

  constructor(private readonly ticksASecond: number) {}

  /** Looks at one frame's arrival; the anchor stays until `settle`. */
  observe(time: number, arrivedAt: number): void {
    if (this.anchorTime === null) return this.anchor(time, arrivedAt);
    const drift = arrivedAt - this.wallOf(time);
    if (drift < -TOLERATED_DRIFT_MS) this.early = true;
    if (drift <= TOLERATED_DRIFT_MS) this.lateSince = null;
    else this.lateSince ??= arrivedAt;
  }

  /** True where the two clocks have moved apart, so that a new segment should begin on a new anchor. */
  drifted(arrivedAt: number): boolean {
    return this.early || (this.lateSince !== null && arrivedAt - this.lateSince >= LATE_FOR_MS);
  }

  anchor(time: number, arrivedAt: number): void {
    this.anchorTime = time;
    this.anchoredAt = arrivedAt;
    this.lateSince = null;
    this.early = false;
  }

  /** Forgets the anchor, as after a jump of the sender's clock. */
  forget(): void {
    this.anchorTime = null;
  }

  /** Our wall clock in milliseconds. */
  wallOf(time: number): number {
    if (this.anchorTime === null) throw new Error('a frame is observed before its moment is asked for');
    return this.anchoredAt + ((time - this.anchorTime) * 1000) / this.ticksASecond;
  }
}
