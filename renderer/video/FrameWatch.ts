const KEPT_LATENCIES = 25;

/** Sees each frame that a player shows. */
export class FrameWatch {
  /** On performance.now(); null before the first frame. */
  lastFrameAt: number | null = null;
  height: number | null = null;
  private readonly latencies: number[] = [];
  private handle: number | null = null;
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
      this.wait();
    });
  }
}
