import type { RtpPacket } from './rtpPacket';

/** One picture or one piece of sound as it came, in decoding order. */
export interface EncodedFrame {
  /** In ticks of the RTP clock, unwrapped. */
  readonly time: number;
  /** Our wall clock in milliseconds at the arrival of its first packet. */
  readonly arrivedAt: number;
  readonly key: boolean;
  readonly data: Buffer;
  /**
   * What a decoder must be given before the first frame (an avcC record, or the size of a VP8 picture); known for key
   * frames only. A segment holds frames of one configuration.
   */
  readonly configuration: Buffer | null;
  /** Packets that never came since the frame before. */
  readonly lostPackets: number;
}

/** Builds frames from packets that come in order. */
export interface Depacketizer {
  push(packet: RtpPacket, lostBefore: number): readonly EncodedFrame[];
}
