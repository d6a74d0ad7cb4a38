import type { Depacketizer, EncodedFrame } from './EncodedFrame';
import { Unwrapper, type RtpPacket } from './rtpPacket';

const TICKS_A_SECOND = 48_000;
const SILENCE_TICKS = 960;
/** 20 ms of silence: CELT, full band, one frame, mono. Any Opus decoder takes it within any stream. */
const SILENCE = Buffer.from([0xf8, 0xff, 0xfe]);
/** Beyond this nothing is filled: the sound has stopped, and the segment ends. */
const LONGEST_SILENCE_TICKS = 2 * TICKS_A_SECOND;

/**
 * Opus from RTP (RFC 7587), one packet a frame. Where the sender keeps still (DTX) or packets are lost, frames of
 * silence stand for the time that passed, so that a file plays at the pace at which it was recorded in any player.
 */
export class OpusDepacketizer implements Depacketizer {
  private readonly clock = new Unwrapper(0x1_0000_0000);
  private nextTime: number | null = null;

  push(packet: RtpPacket, lostBefore: number): readonly EncodedFrame[] {
    const time = this.clock.unwrap(packet.timestamp);
    const frames: EncodedFrame[] = [];
    let lostPackets = lostBefore;
    const { arrivedAt } = packet;
    if (this.nextTime !== null && time > this.nextTime && time - this.nextTime <= LONGEST_SILENCE_TICKS) {
      for (let at = this.nextTime; at + SILENCE_TICKS <= time; at += SILENCE_TICKS) {
        // As if it had come in its own time, so that the wall clock is not pulled by the wait.
        const early = ((time - at) * 1000) / TICKS_A_SECOND;
        frames.push({
          time: at,
          arrivedAt: arrivedAt - early,
          key: true,
          data: SILENCE,
          configuration: null,
          lostPackets,
        });
        lostPackets = 0;
      }
    }
    if (packet.payload.length > 0) {
      frames.push({ time, arrivedAt, key: true, data: packet.payload, configuration: null, lostPackets });
      this.nextTime = time + opusTicks(packet.payload);
    }
    return frames;
  }
}

/** How long an Opus packet plays, in ticks of 48 kHz (RFC 6716 section 3.1). */
export function opusTicks(payload: Buffer): number {
  const first = payload[0] ?? 0;
  const configuration = first >> 3;
  let frame: number;
  if (configuration < 12) frame = [480, 960, 1_920, 2_880][configuration & 3] ?? 960;
  else if (configuration < 16) frame = configuration & 1 ? 960 : 480;
  else frame = [120, 240, 480, 960][configuration & 3] ?? 960;
  const code = first & 3;
  const count = code === 0 ? 1 : code === 3 ? (payload[1] ?? 1) & 0x3f : 2;
  return frame * Math.max(1, count);
}
