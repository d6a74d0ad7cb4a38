import type { Depacketizer, EncodedFrame } from './EncodedFrame';
import { Unwrapper, type RtpPacket } from './rtpPacket';

const TICKS_A_SECOND = 8_000;
/** The code of no sound, as ITU-T G.711 has it: A-law is sent with its even bits inverted. */
const SILENCE = { 'audio/PCMA': 0xd5, 'audio/PCMU': 0xff };
/** Beyond this nothing is filled: the sound has stopped, and the segment ends. */
const LONGEST_SILENCE_TICKS = 2 * TICKS_A_SECOND;
/** A filled frame is as long as a packet usually is. */
const FILLED_TICKS = 160;

/**
 * G.711 from RTP (RFC 3551 section 4.5.14), one byte a sample. Where packets are missing or the sender keeps still,
 * silence stands for the time that passed, as it does for Opus.
 */
export class G711Depacketizer implements Depacketizer {
  private readonly clock = new Unwrapper(0x1_0000_0000);
  private nextTime: number | null = null;

  constructor(private readonly codec: keyof typeof SILENCE) {}

  push(packet: RtpPacket, lostBefore: number): readonly EncodedFrame[] {
    const { arrivedAt, payload } = packet;
    if (payload.length === 0) return [];
    const time = this.clock.unwrap(packet.timestamp);
    const frames: EncodedFrame[] = [];
    let lostPackets = lostBefore;
    const missing = this.nextTime === null ? 0 : time - this.nextTime;
    for (let at = time - (missing <= LONGEST_SILENCE_TICKS ? missing : 0); at < time; at += FILLED_TICKS) {
      const data = Buffer.alloc(Math.min(FILLED_TICKS, time - at), SILENCE[this.codec]);
      const early = ((time - at) * 1000) / TICKS_A_SECOND;
      frames.push({ time: at, arrivedAt: arrivedAt - early, key: true, data, configuration: null, lostPackets });
      lostPackets = 0;
    }
    frames.push({ time, arrivedAt, key: true, data: payload, configuration: null, lostPackets });
    this.nextTime = time + payload.length;
    return frames;
  }
}
