import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { PROBE_PACKET_MS, probePackets } from './probeSound';

export const PROBE_PAYLOAD_TYPE = 111;
const TICKS_A_PACKET = 960;

/** The probe's talker: real Opus packets over UDP, as a vehicle's recorder sends them. */
export class ProbeMouth {
  readonly ssrc = randomInt(1, 0xffff_ffff);
  /** When each of the sound's packets was last sent, on performance.now(). */
  readonly #sentAt = new Map<string, number>();
  #sequence = randomInt(0, 0x8000);
  #timestamp = randomInt(0, 0x7fff_ffff);
  #timer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly socket: Socket,
    readonly address: string,
  ) {}

  static async create(address: string): Promise<ProbeMouth> {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    // What cannot be delivered is missed at the other end, and told there.
    socket.on('error', () => undefined);
    socket.bind(0, address);
    await once(socket, 'listening');
    return new ProbeMouth(socket, address);
  }

  get source(): { ip: string; port: number } {
    return { ip: this.address, port: this.socket.address().port };
  }

  /** A packet now and one every 20 ms, until `stop`. */
  speak(port: number): void {
    const beganAt = performance.now();
    let sent = 0;
    const sendDue = (): void => {
      for (; performance.now() >= beganAt + sent * PROBE_PACKET_MS; sent += 1) this.#send(sent, port);
    };
    sendDue();
    this.#timer = setInterval(sendDue, PROBE_PACKET_MS / 2);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  sentAt(payload: Buffer): number | null {
    return this.#sentAt.get(payload.toString('base64')) ?? null;
  }

  close(): void {
    this.stop();
    this.socket.close();
  }

  #send(number: number, port: number): void {
    const payload = probePackets[number % probePackets.length];
    if (!payload) return;
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    // The marker says that a talk spurt begins (RFC 3551 clause 4.1).
    header.writeUInt8((number === 0 ? 0x80 : 0) | PROBE_PAYLOAD_TYPE, 1);
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(this.#timestamp, 4);
    header.writeUInt32BE(this.ssrc, 8);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + TICKS_A_PACKET) >>> 0;
    this.#sentAt.set(payload.toString('base64'), performance.now());
    this.socket.send([header, payload], port, this.address);
  }
}
