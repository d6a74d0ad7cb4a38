import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { asksForKeyFrame, senderReport } from './rtcp';

const REPORT_EVERY_MS = 1000;
const HEADER_BYTES = 12;

/** One RTP stream (RFC 3550) from a UDP port of its own, with its RTCP on the same port (RFC 5761). */
export class RtpSender {
  readonly ssrc = randomInt(1, 0xffff_ffff);
  readonly #firstTimestamp = randomInt(0, 0x7fff_ffff);
  readonly #startedAt = performance.now();
  #sequence = randomInt(0, 0x8000);
  #packets = 0;
  #octets = 0;
  #nextReportAt = 0;
  #connected = false;
  #closed = false;

  private constructor(
    private readonly socket: Socket,
    readonly address: string,
    readonly payloadType: number,
    private readonly clockRate: number,
  ) {}

  /** `address` is the local address that packets come from; `clockRate` in hertz. */
  static async create(options: { address: string; payloadType: number; clockRate: number }): Promise<RtpSender> {
    const socket = createSocket({ type: options.address.includes(':') ? 'udp6' : 'udp4', sendBufferSize: 1 << 20 });
    // Refused packets while the server is away are told here; the streams are ingested anew when it is back.
    socket.on('error', () => undefined);
    socket.bind(0, options.address);
    await once(socket, 'listening');
    return new RtpSender(socket, options.address, options.payloadType, options.clockRate);
  }

  get source(): { ip: string; port: number } {
    return { ip: this.address, port: this.socket.address().port };
  }

  /** Packets go there, and only what comes from there is heard. */
  async connect(destination: { ip: string; port: number }): Promise<void> {
    this.socket.connect(destination.port, destination.ip);
    await once(this.socket, 'connect');
    this.#connected = true;
  }

  onKeyFrameRequest(listener: () => void): void {
    this.socket.on('message', (packet) => {
      if (asksForKeyFrame(packet)) listener();
    });
  }

  /** The RTP timestamp of a moment of performance.now(). */
  timestampAt(moment: number): number {
    return (this.#firstTimestamp + Math.round(((moment - this.#startedAt) * this.clockRate) / 1000)) % 2 ** 32;
  }

  send(payload: Buffer, timestamp: number, marker: boolean): void {
    if (!this.#connected || this.#closed) return;
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    header[0] = 0x80;
    header[1] = (marker ? 0x80 : 0) | this.payloadType;
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(timestamp, 4);
    header.writeUInt32BE(this.ssrc, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#packets += 1;
    this.#octets += payload.length;
    this.socket.send([header, payload]);
  }

  /** Sends a sender report where a second has passed since the last. `now` is a moment of performance.now(). */
  report(now: number): void {
    if (!this.#connected || this.#closed || now < this.#nextReportAt) return;
    this.#nextReportAt = now + REPORT_EVERY_MS;
    const at = performance.timeOrigin + now;
    const timestamp = this.timestampAt(now);
    this.socket.send(senderReport({ ssrc: this.ssrc, at, timestamp, packets: this.#packets, octets: this.#octets }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.socket.close();
  }
}
