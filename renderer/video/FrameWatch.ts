/** Each look makes the page draw once more than the picture needs, so that not every frame is looked at. */
const LOOK_EVERY_MS = 200;
const KEPT_LATENCIES = 5;

/** Sees the first frame that a player shows, and then one several times a second. */
export class FrameWatch {
  /** On performance.now(); null before the first frame. */
  lastFrameAt: number | null = null;
  height: number | null = null;
  private readonly latencies: number[] = [];
  private handle: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private onFirst: (() => void) | null;

  constructor(
    private readonly video: HTMLVideoElement,
    onFirst: () => void,
  ) {
    this.onFirst = onFirst;
    this.wait();
  }

  /** From the camera's lens to this screen, the median of the last second; null where the sender does not say. */
  get latencyMs(): number | null {
    if (this.latencies.length === 0) return null;
    const sorted = [...this.latencies].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  close(): void {
    if (this.handle !== null) this.video.cancelVideoFrameCallback(this.handle);
    if (this.timer !== null) clearTimeout(this.timer);
    this.handle = null;
    this.onFirst = null;
  }

  private wait(): void {
    this.handle = this.video.requestVideoFrameCallback((now, { captureTime, expectedDisplayTime, height }) => {
      this.lastFrameAt = now;
      this.height = height;
      if (captureTime !== undefined) {
        const latency = expectedDisplayTime - captureTime;
        // A sender whose clock is not known to the browser gives moments that are no latency.
        if (latency >= 0 && latency < 60_000) {
          this.latencies.push(latency);
          if (this.latencies.length > KEPT_LATENCIES) this.latencies.shift();
        }
      }
      this.onFirst?.();
      this.onFirst = null;
      this.timer = setTimeout(() => this.wait(), LOOK_EVERY_MS);
    });
  }
}
