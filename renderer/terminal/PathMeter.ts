/** Losses come in lumps, since receivers report sound every few seconds; they are judged over so long. */
const WINDOW_MS = 8_000;
/** Up to here the browser's own estimate knows better than a count of losses. */
const LOSS_THAT_COUNTS = 0.1;
/** A way there and back that takes so long is a queue; where much is lost besides, that queue is full. */
const QUEUED_SECONDS = 0.2;
/** Speech that comes so late is of no use, lost or not. */
const USELESS_SECONDS = 1;

interface Sample {
  readonly at: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
  /** There and back, in seconds; 0 while nothing was reported. */
  readonly roundTrip: number;
}

/**
 * What a path carries. The browser's own estimate never falls below what the streams at their smallest add up to, and on
 * a path that is narrower still it stays there while half of everything is lost; then what gets through is what counts.
 * Where lost sound is sent again, the count of losses is too small as well: a queue that stays full tells it all the same.
 */
export class PathMeter {
  private samples: readonly Sample[] = [];

  /**
   * @param stats of a sender, in the browser's own form.
   * @returns bits a second, 0 where the path does not even carry the least that is sent; null where the browser has no
   * estimate (yet).
   */
  read(stats: Iterable<readonly [string, unknown]>, at: number): number | null {
    const sample = { at, bytes: 0, packets: 0, lost: 0, roundTrip: 0 };
    const roundTrips: number[] = [];
    let estimate: number | null = null;
    for (const [, value] of stats) {
      // Each entry of the browser's report is an object of plain fields.
      const entry = value as Readonly<Record<string, unknown>>;
      if (entry['type'] === 'candidate-pair') estimate = numberIn(entry, 'availableOutgoingBitrate') ?? estimate;
      if (entry['type'] === 'transport') sample.bytes += numberIn(entry, 'bytesSent') ?? 0;
      // Repetitions and padding are counted with the packets of a picture, and hide what is lost of them.
      if (entry['kind'] !== 'audio') continue;
      if (entry['type'] === 'outbound-rtp') sample.packets += numberIn(entry, 'packetsSent') ?? 0;
      if (entry['type'] !== 'remote-inbound-rtp') continue;
      sample.lost += numberIn(entry, 'packetsLost') ?? 0;
      roundTrips.push(numberIn(entry, 'roundTripTime') ?? 0);
    }
    // A sound that rests is reported on late.
    if (roundTrips.length > 0) sample.roundTrip = Math.min(...roundTrips);
    if (estimate === null) {
      this.samples = [];
      return null;
    }
    // A sender that was made anew counts from nothing.
    const newest = this.samples.at(-1);
    if (newest !== undefined && (sample.packets < newest.packets || sample.bytes < newest.bytes)) this.samples = [];
    const kept = this.samples.filter((earlier) => at - earlier.at <= WINDOW_MS);
    this.samples = [...kept, sample];
    return Math.min(estimate, throughOf(this.samples[0] ?? sample, sample, this.shortestRoundTrip()));
  }

  private shortestRoundTrip(): number {
    return Math.min(...this.samples.map(({ roundTrip }) => roundTrip));
  }
}

function throughOf(first: Sample, last: Sample, shortestRoundTrip: number): number {
  const sent = last.packets - first.packets;
  const loss = sent > 0 ? Math.min(1, Math.max(0, (last.lost - first.lost) / sent)) : 0;
  if (shortestRoundTrip >= USELESS_SECONDS) return 0;
  if (loss < LOSS_THAT_COUNTS) return Infinity;
  if (shortestRoundTrip >= QUEUED_SECONDS) return 0;
  const bits = ((last.bytes - first.bytes) * 8 * 1000) / (last.at - first.at);
  return bits * (1 - loss);
}

function numberIn(entry: Readonly<Record<string, unknown>>, field: string): number | null {
  const value = entry[field];
  return typeof value === 'number' ? value : null;
}
