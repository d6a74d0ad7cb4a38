import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { parseRtpPacket, parseSenderReport, type RtpPacket, type SenderReport } from './rtpPacket';

const LOOPBACK = '127.0.0.1';
/** A key frame of a large picture comes as a burst of some hundred packets; the kernel may allow less. */
const RECEIVE_BUFFER_BYTES = 4_000_000;

/** Which packets a port takes; all others are dropped. */
export interface ExpectedPackets {
  readonly source: { readonly ip: string; readonly port: number };
  readonly ssrc: number;
  readonly payloadType: number;
  /** Under which number the packets carry abs-capture-time; null where they do not. */
  readonly captureExtension: number | null;
}

export interface RtpPortListener {
  readonly onPacket: (packet: RtpPacket) => void;
  readonly onSenderReport: (report: SenderReport) => void;
  readonly onFailed: (error: Error) => void;
}

/** A UDP port on loopback for one stream. Takes nothing before it has been told from whom. */
export class RtpPort {
  private expected: ExpectedPackets | null = null;
  private closed = false;

  private constructor(private readonly socket: Socket) {}

  static async create({ onPacket, onSenderReport, onFailed }: RtpPortListener): Promise<RtpPort> {
    const socket = createSocket({ type: 'udp4' });
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    try {
      socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
    } catch {
      // The kernel's own limit holds; packets that do not fit are seen as lost and marked so.
    }
    const port = new RtpPort(socket);
    socket.on('error', onFailed);
    socket.on('message', (datagram, from) => {
      const { expected } = port;
      if (!expected || from.port !== expected.source.port || from.address !== expected.source.ip) return;
      const packet = parseRtpPacket(datagram, Date.now(), expected.captureExtension);
      if (packet?.ssrc === expected.ssrc && packet.payloadType === expected.payloadType) return onPacket(packet);
      const report = packet ? null : parseSenderReport(datagram);
      if (report?.ssrc === expected.ssrc) onSenderReport(report);
    });
    return port;
  }

  get number(): number {
    return this.socket.address().port;
  }

  expect(expected: ExpectedPackets): void {
    this.expected = expected;
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.close();
  }
}
