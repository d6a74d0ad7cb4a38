const SENDER_REPORT = 200;
const SOURCE_DESCRIPTION = 202;
const TRANSPORT_FEEDBACK_PICTURE = 206;
const PICTURE_LOSS = 1;
const FULL_INTRA_REQUEST = 4;
const NTP_EPOCH_SECONDS = 2_208_988_800;

interface SenderReport {
  readonly ssrc: number;
  /** Wall clock in milliseconds. */
  readonly at: number;
  /** The RTP timestamp of that same moment. */
  readonly timestamp: number;
  readonly packets: number;
  readonly octets: number;
}

/** A compound packet of a sender report and the name of its source (RFC 3550 clauses 6.4.1 and 6.5). */
export function senderReport({ ssrc, at, timestamp, packets, octets }: SenderReport): Buffer {
  const name = Buffer.from(`ingest-${ssrc}`);
  const described = 4 + 4 + 2 + name.length + 1;
  const padded = Math.ceil(described / 4) * 4;
  const packet = Buffer.alloc(28 + padded);
  packet[0] = 0x80;
  packet[1] = SENDER_REPORT;
  packet.writeUInt16BE(6, 2);
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt32BE(Math.floor(at / 1000) + NTP_EPOCH_SECONDS, 8);
  packet.writeUInt32BE(Math.floor(((at % 1000) / 1000) * 2 ** 32) >>> 0, 12);
  packet.writeUInt32BE(timestamp >>> 0, 16);
  packet.writeUInt32BE(packets >>> 0, 20);
  packet.writeUInt32BE(octets >>> 0, 24);
  packet[28] = 0x81;
  packet[29] = SOURCE_DESCRIPTION;
  packet.writeUInt16BE(padded / 4 - 1, 30);
  packet.writeUInt32BE(ssrc, 32);
  packet[36] = 1;
  packet[37] = name.length;
  name.copy(packet, 38);
  return packet;
}

/** Whether a compound RTCP packet asks for a key frame: PLI (RFC 4585 clause 6.3.1) or FIR (RFC 5104 clause 4.3.1). */
export function asksForKeyFrame(packet: Buffer): boolean {
  for (let at = 0; at + 4 <= packet.length; at += (packet.readUInt16BE(at + 2) + 1) * 4) {
    const format = (packet[at] ?? 0) & 0x1f;
    if (packet[at + 1] === TRANSPORT_FEEDBACK_PICTURE && (format === PICTURE_LOSS || format === FULL_INTRA_REQUEST))
      return true;
  }
  return false;
}
