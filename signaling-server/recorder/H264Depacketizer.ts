import { avcConfiguration, parseSequenceParameterSet } from './avcConfiguration';
import type { Depacketizer, EncodedFrame } from './EncodedFrame';
import { Unwrapper, type RtpPacket } from './rtpPacket';

const SLICE = 1;
const IDR = 5;
const SEQUENCE_PARAMETERS = 7;
const PICTURE_PARAMETERS = 8;
const DELIMITER = 9;
const FILLER = 12;
const STAP_A = 24;
const FU_A = 28;
const MOST_PICTURE_PARAMETERS = 255;

/**
 * H.264 from RTP (RFC 6184, packetization mode 1: single units, STAP-A, FU-A) to frames with length-prefixed units.
 * Parameter sets are taken out of the frames and into their configuration. A frame of which a packet is missing is
 * dropped whole, since half of it would only show as smear; the loss is told with the next frame.
 */
export class H264Depacketizer implements Depacketizer {
  private readonly clock = new Unwrapper(0x1_0000_0000);
  private time: number | null = null;
  private arrivedAt = 0;
  /** Of each unit its parts as they came: they are put together once, with the frame. */
  private units: (readonly Buffer[])[] = [];
  private key = false;
  private broken = false;
  private lostBefore = false;
  private hasSequence = false;
  /** The parameter sets of what comes are not known: nothing can be shown before they are. */
  private lacksSets = false;
  private lost = 0;
  private fragments: Buffer[] | null = null;
  private sequence: Buffer | null = null;
  private readonly pictures = new Map<string, Buffer>();

  push(packet: RtpPacket, lostBefore: number): readonly EncodedFrame[] {
    const frames: EncodedFrame[] = [];
    const time = this.clock.unwrap(packet.timestamp);
    if (lostBefore > 0) {
      this.lost += lostBefore;
      this.fragments = null;
      this.broken = true;
    }
    if (this.time !== time) {
      // What was lost may have been the end of the frame before, so a break stays with it, and the new frame is whole
      // only where its packet can be seen to begin one.
      const begun = this.take();
      if (begun) frames.push(begun);
      this.time = time;
      this.arrivedAt = packet.arrivedAt;
      this.broken = lostBefore > 0 && !this.beginsFrame(packet.payload);
      this.lostBefore = lostBefore > 0;
    }
    this.takePayload(packet.payload);
    if (packet.marker) {
      const ended = this.take();
      if (ended) frames.push(ended);
    }
    return frames;
  }

  /** True where nothing of the frame can be missing before this payload: not in the middle of a unit or a picture. */
  private beginsFrame(payload: Buffer): boolean {
    if (payload.length < 3) return false;
    const type = payload.readUInt8(0) & 0x1f;
    const unitType = type === FU_A ? payload.readUInt8(1) & 0x1f : type;
    if (type === FU_A && (payload.readUInt8(1) & 0x80) === 0) return false;
    if (unitType !== SLICE && unitType !== IDR) return true;
    // first_mb_in_slice is the first code of a slice's header; its single bit 1 says zero.
    return (payload.readUInt8(type === FU_A ? 2 : 1) & 0x80) !== 0;
  }

  private takePayload(payload: Buffer): void {
    if (payload.length < 2) return;
    const type = payload.readUInt8(0) & 0x1f;
    if (type === STAP_A) {
      let position = 1;
      while (position + 2 <= payload.length) {
        const length = payload.readUInt16BE(position);
        position += 2;
        if (length === 0 || position + length > payload.length) break;
        this.takeUnit(payload.subarray(position, position + length));
        position += length;
      }
    } else if (type === FU_A) {
      this.takeFragment(payload);
    } else if (type >= 1 && type <= 23) {
      this.takeUnit(payload);
    }
  }

  private takeFragment(payload: Buffer): void {
    const indicator = payload.readUInt8(0);
    const header = payload.readUInt8(1);
    if (header & 0x80) this.fragments = [Buffer.from([(indicator & 0xe0) | (header & 0x1f)])];
    if (!this.fragments) {
      this.broken = true;
      return;
    }
    this.fragments.push(payload.subarray(2));
    if (header & 0x40) {
      const parts = this.fragments;
      this.fragments = null;
      const type = header & 0x1f;
      if (type === SLICE || type === IDR) this.takeSlice(type, parts);
      else this.takeUnit(Buffer.concat(parts));
    }
  }

  private takeUnit(unit: Buffer): void {
    const type = unit.readUInt8(0) & 0x1f;
    if (type === SEQUENCE_PARAMETERS) {
      if (!parseSequenceParameterSet(unit)) return;
      if (!this.sequence?.equals(unit)) this.pictures.clear();
      this.sequence = Buffer.from(unit);
      this.hasSequence = true;
    } else if (type === PICTURE_PARAMETERS) {
      // The identity of a set is its first Exp-Golomb code; sets of the same first byte and length replace each other.
      const identity = pictureIdentity(unit);
      if (this.pictures.size < MOST_PICTURE_PARAMETERS || this.pictures.has(identity)) {
        this.pictures.set(identity, Buffer.from(unit));
      }
    } else if (type !== DELIMITER && type !== FILLER) this.takeSlice(type, [unit]);
  }

  private takeSlice(type: number, parts: readonly Buffer[]): void {
    if (type === IDR) this.key = true;
    this.units.push(parts);
  }

  private take(): EncodedFrame | null {
    const { time, units, key } = this;
    // What was lost right before a key frame may have been its parameter sets; under the sets of the picture before, it
    // and what follows would be another size and nothing that decodes.
    if (this.hasSequence) this.lacksSets = false;
    else if (key && this.lostBefore) this.lacksSets = true;
    const whole = !this.broken && !this.lacksSets && this.fragments === null && units.length > 0;
    this.units = [];
    this.key = false;
    this.broken = false;
    this.lostBefore = false;
    this.hasSequence = false;
    this.fragments = null;
    this.time = null;
    if (!whole || time === null) return null;
    const lostPackets = this.lost;
    this.lost = 0;
    const configured = key && this.sequence && this.pictures.size > 0;
    return {
      time,
      arrivedAt: this.arrivedAt,
      key: Boolean(configured),
      data: withLengths(units),
      configuration: configured && this.sequence ? avcConfiguration(this.sequence, [...this.pictures.values()]) : null,
      lostPackets,
    };
  }
}

/** The units one after the other, each behind its length. */
function withLengths(units: readonly (readonly Buffer[])[]): Buffer {
  const lengths = units.map((parts) => parts.reduce((sum, part) => sum + part.length, 0));
  const data = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + length + 4, 0));
  let at = 0;
  for (const [index, parts] of units.entries()) {
    at = data.writeUInt32BE(lengths[index] ?? 0, at);
    for (const part of parts) at += part.copy(data, at);
  }
  return data;
}

/** pic_parameter_set_id, ue(v) right after the unit's header: its leading bits tell sets apart. */
function pictureIdentity(unit: Buffer): string {
  const bits = [...unit.subarray(1, 4)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const zeros = bits.indexOf('1');
  return zeros < 0 ? '' : bits.slice(0, zeros * 2 + 1);
}
