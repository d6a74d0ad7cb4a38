const TURN = 0x1_0000_0000;
/** How far the last readings were from what the ones before them foretold says how far off the next one may be. */
const REMEMBERED = 16;
/** A reading that is so far off what was foretold is a clock that was set, and not an error of this one. */
const SET_CLOCK_MS = 1_000;
/** What is not known better than this even where all readings agree: rounding, and for reports the way they were made. */
const LEAST_UNCERTAINTY_MS = { 'abs-capture-time': 2, 'sender-report': 10 } as const;

type CaptureSource = keyof typeof LEAST_UNCERTAINTY_MS;

/** When the sender took what has one RTP time, on the clock that its source names. */
export interface CaptureReading {
  /** As it stands in packets, 32 bits. */
  readonly timestamp: number;
  /** Milliseconds since 1970 on that clock. */
  readonly at: number;
  readonly source: CaptureSource;
}

export interface CaptureMoment {
  readonly capturedAt: number;
  readonly source: CaptureSource;
  readonly uncertaintyMs: number;
}

/**
 * Learns from what a sender says of its clock when each frame was taken. The time that packets carry themselves is taken
 * before that of reports, and reports count only while no packet has carried any.
 */
export class CaptureClock {
  #last: CaptureReading | null = null;
  #errors: number[] = [];

  constructor(private readonly ticksASecond: number) {}

  observe(reading: CaptureReading): void {
    if (this.#last?.source === 'abs-capture-time' && reading.source === 'sender-report') return;
    if (this.#last?.source === reading.source) {
      const error = reading.at - this.#foretold(this.#last, reading.timestamp);
      if (Math.abs(error) > SET_CLOCK_MS) this.#errors = [];
      else this.#errors = [...this.#errors.slice(1 - REMEMBERED), Math.abs(error)];
    } else {
      this.#errors = [];
    }
    this.#last = reading;
  }

  /** When the frame of an RTP time was taken; null while the sender has said nothing. `time` may be unwrapped. */
  momentOf(time: number): CaptureMoment | null {
    if (!this.#last) return null;
    const { source } = this.#last;
    const uncertaintyMs = Math.ceil(Math.max(LEAST_UNCERTAINTY_MS[source], ...this.#errors));
    return { capturedAt: Math.round(this.#foretold(this.#last, time)), source, uncertaintyMs };
  }

  #foretold(reading: CaptureReading, time: number): number {
    const ahead = (((time - reading.timestamp) % TURN) + TURN) % TURN;
    const ticks = ahead >= TURN / 2 ? ahead - TURN : ahead;
    return reading.at + (ticks * 1000) / this.ticksASecond;
  }
}
