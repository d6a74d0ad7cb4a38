/** How many measurements the offset is the median of. */
const KEPT_SAMPLES = 5;

/**
 * The server's clock as this page knows it. Each sample assumes that the answer was made in the middle of its round
 * trip; the median of the last few forgets a single slow one.
 */
export class ServerClock {
  private readonly offsets: number[] = [];

  constructor(private readonly ownClock: () => number = Date.now) {}

  /** All three in milliseconds; `sentAt` and `receivedAt` on this device's clock. */
  addSample(sentAt: number, serverTime: number, receivedAt: number): void {
    this.offsets.push(serverTime - (sentAt + receivedAt) / 2);
    if (this.offsets.length > KEPT_SAMPLES) this.offsets.shift();
  }

  /** Milliseconds to add to this device's clock; zero before the first sample. */
  get offset(): number {
    if (this.offsets.length === 0) return 0;
    const sorted = [...this.offsets].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** The server's time now, in milliseconds since 1970. */
  now(): number {
    return this.ownClock() + this.offset;
  }
}
