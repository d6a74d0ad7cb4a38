/** Without a key frame for this long, one is asked for, so that a picture can be entered anywhere. */
const KEY_FRAME_EVERY_MS = 2_000;
const ASK_AGAIN_MS = 1_000;
/** After a loss the picture is asked for anew, but a lossy network is not made worse by asking for every packet. */
const URGENT_AGAIN_MS = 500;

/** Decides when to ask a sender for a key frame: at once until the first is on disk, then every two seconds. */
export class KeyFrameWish {
  private askedAt = -Infinity;
  private urgent = false;

  constructor(private readonly ask: () => void) {}

  /** Something was lost: the next tick asks. */
  urge(): void {
    this.urgent = true;
  }

  /** `lastKeyAt` is null while no segment is open. Moments are our wall clock in milliseconds. */
  tick(now: number, lastKeyAt: number | null): void {
    // By the distance, for a wall clock that was set back must not silence the wish until it has caught up.
    const wanted = lastKeyAt === null || Math.abs(now - lastKeyAt) >= KEY_FRAME_EVERY_MS;
    const patience = this.urgent ? URGENT_AGAIN_MS : ASK_AGAIN_MS;
    if ((!wanted && !this.urgent) || Math.abs(now - this.askedAt) < patience) return;
    this.askedAt = now;
    this.urgent = false;
    this.ask();
  }
}
