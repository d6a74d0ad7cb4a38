import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Source } from '../media/MediaClient';
import { createPlainTap, type PlainTap } from '../media/PlainTap';
import { parseRtpPacket } from '../recorder/rtpPacket';

const LOOPBACK = '127.0.0.1';

/** The probe's listener: a plain consumer of the group's track on UDP. */
export class ProbeEar {
  #first: (at: number) => void = () => undefined;
  /** When the first packet of the sound came, on performance.now(). */
  readonly firstAt = new Promise<number>((resolve) => (this.#first = resolve));
  #tap: PlainTap | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly onSound: (payload: Buffer, at: number) => void,
  ) {
    socket.on('error', () => undefined);
    socket.on('message', (datagram) => this.#take(datagram));
  }

  /** Hears from the moment on which this settles. */
  static async create(
    { producer, worker }: Source,
    onSound: (payload: Buffer, at: number) => void = () => undefined,
  ): Promise<ProbeEar> {
    const socket = createSocket('udp4');
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    const ear = new ProbeEar(socket, onSound);
    try {
      const destination = { ip: LOOPBACK, port: socket.address().port };
      ear.#tap = await createPlainTap({ producer, router: worker.router, destination });
      await ear.#tap.resume();
      return ear;
    } catch (error) {
      ear.close();
      throw error;
    }
  }

  close(): void {
    this.#tap?.close();
    this.socket.close();
  }

  #take(datagram: Buffer): void {
    const at = performance.now();
    const packet = parseRtpPacket(datagram, at);
    if (!packet || packet.payload.length === 0) return;
    this.onSound(packet.payload, at);
    this.#first(at);
  }
}
