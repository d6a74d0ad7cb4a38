const SEQUENCE_NUMBERS = 0x1_0000;
const TIMESTAMPS = 0x1_0000_0000;
const FIXED_HEADER_BYTES = 12;
const MARKER_BIT = 0x80;

export interface RtpIdentity {
  ssrc: number;
  payloadType: number;
  /** Ticks a second of the timestamp. */
  clockRate: number;
}

/** How the numbers of one source become those of the stream. */
interface Burst {
  readonly source: number;
  /** The stream that this one took the place of: what of it comes late is left out. */
  readonly formerSource: number | null;
  readonly sequenceOffset: number;
  readonly timestampOffset: number;
  readonly first: number;
}

/**
 * Makes one unbroken RTP stream out of the bursts of many talkers: one SSRC, sequence numbers that go on without a
 * hole where the talker changes, timestamps that advance with the time that has passed between bursts, and the marker
 * bit on the first packet of each burst, where a receiver may adapt its buffer (RFC 3551 clause 4.1). Losses and
 * reordering inside a burst stay visible, as they must. A talker whose stream is replaced in the middle of a burst,
 * since its media worker died or he came in by another network, goes on where he was.
 */
export class RtpRewriter {
  #last: { sequence: number; timestamp: number; at: number } | null = null;
  #burst: Burst | null = null;

  constructor(private readonly identity: RtpIdentity) {}

  /** The next packet belongs to a new burst. */
  beginBurst(): void {
    this.#burst = null;
  }

  /** A rewritten copy; null for what is no RTP packet, or one that was sent before the burst's first and came late. */
  rewrite(packet: Buffer, at: number): Buffer | null {
    if (packet.length < FIXED_HEADER_BYTES || packet.readUInt8(0) >> 6 !== 2) return null;
    const sourceSequence = packet.readUInt16BE(2);
    const sourceTimestamp = packet.readUInt32BE(4);
    const source = packet.readUInt32BE(8);
    if (source === this.#burst?.formerSource) return null;
    const begins = this.#burst?.source !== source;
    const burst =
      this.#burst?.source === source ? this.#burst : this.#begin(source, sourceSequence, sourceTimestamp, at);
    if (modulo(sourceSequence - burst.first, SEQUENCE_NUMBERS) >= SEQUENCE_NUMBERS / 2) return null;
    const sequence = modulo(sourceSequence + burst.sequenceOffset, SEQUENCE_NUMBERS);
    const timestamp = modulo(sourceTimestamp + burst.timestampOffset, TIMESTAMPS);
    this.#remember(sequence, timestamp, at);
    const rewritten = Buffer.from(packet);
    rewritten.writeUInt8((begins ? MARKER_BIT : 0) | this.identity.payloadType, 1);
    rewritten.writeUInt16BE(sequence, 2);
    rewritten.writeUInt32BE(timestamp, 4);
    rewritten.writeUInt32BE(this.identity.ssrc, 8);
    return rewritten;
  }

  #begin(source: number, sourceSequence: number, sourceTimestamp: number, at: number): Burst {
    const last = this.#last;
    const passedTicks = last ? Math.max(1, Math.round(((at - last.at) * this.identity.clockRate) / 1000)) : 0;
    this.#burst = {
      source,
      formerSource: this.#burst?.source ?? null,
      sequenceOffset: last ? last.sequence + 1 - sourceSequence : 0,
      timestampOffset: last ? last.timestamp + passedTicks - sourceTimestamp : 0,
      first: sourceSequence,
    };
    return this.#burst;
  }

  /** The newest packet counts, not the latest to arrive. */
  #remember(sequence: number, timestamp: number, at: number): void {
    const isNewer = !this.#last || modulo(sequence - this.#last.sequence, SEQUENCE_NUMBERS) < SEQUENCE_NUMBERS / 2;
    if (isNewer) this.#last = { sequence, timestamp, at };
  }
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
