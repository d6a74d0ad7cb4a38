const TICKS_PER_MS = 48;
const TIMESTAMPS = 0x1_0000_0000;
/** A path's shortest way is looked for over this long and at most twice as long, so that clocks may drift apart. */
const WINDOW_MS = 5_000;
/** Held up for longer, it is rather a source whose timestamps have stood still, and its clock is tied anew. */
const MOST_HELD_UP_MS = 200;

/**
 * When each packet of one talker was captured, on this server's clock and but for the shortest way from him to here:
 * his RTP timestamps tell how far apart two packets were captured, and the one that came fastest of the last seconds
 * ties them to this clock. Whether a packet was held up on its way does not change what is answered for it.
 */
export class SourceClock {
  #last: { readonly timestamp: number; readonly ticks: number } | null = null;
  #windowFrom = 0;
  /** Arrival less capture, in milliseconds: the least of this window, and of the one before. */
  #least = Infinity;
  #leastBefore = Infinity;

  /** Told of every packet, with speech or without; `at` is when it came, in milliseconds. */
  capturedAt(rtpTimestamp: number, at: number): number {
    const capturedMs = this.#ticksOf(rtpTimestamp) / TICKS_PER_MS;
    if (at - this.#windowFrom >= WINDOW_MS) {
      this.#leastBefore = at - this.#windowFrom < 2 * WINDOW_MS ? this.#least : Infinity;
      this.#least = Infinity;
      this.#windowFrom = at;
    }
    const way = at - capturedMs;
    const least = Math.min(this.#least, this.#leastBefore, way);
    if (way - least > MOST_HELD_UP_MS) {
      this.#least = way;
      this.#leastBefore = Infinity;
      return at;
    }
    this.#least = Math.min(this.#least, way);
    return capturedMs + least;
  }

  /** The timestamp without its end at 32 bits; packets may come out of order. */
  #ticksOf(timestamp: number): number {
    const last = this.#last;
    if (last === null) {
      this.#last = { timestamp, ticks: timestamp };
      return timestamp;
    }
    const ahead = (timestamp - last.timestamp + TIMESTAMPS) % TIMESTAMPS;
    const ticks = last.ticks + (ahead < TIMESTAMPS / 2 ? ahead : ahead - TIMESTAMPS);
    if (ticks > last.ticks) this.#last = { timestamp, ticks };
    return ticks;
  }
}
