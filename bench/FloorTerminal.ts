import type { Socket as UdpSocket } from 'node:dgram';
import {
  PROTOCOL_VERSION,
  replySchema,
  requests,
  type EventPayload,
  type RequestInput,
  type RequestName,
  type RequestOutput,
} from '@protocol';
import { io, type Socket } from 'socket.io-client';
import { probePackets } from '../signaling-server/status/probeSound';

const PAYLOAD_TYPE = 111;
const TICKS_PER_PACKET = 960;
const HEADER_BYTES = 12;
/** An answer that takes longer is counted as none. */
const ANSWER_MS = 8_000;

/** A terminal on its own socket, with a talk sound that the server receives by RTP. */
export class FloorTerminal {
  busy = false;
  #packets = 0;
  #destination: { ip: string; port: number } | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly ssrc: number,
  ) {}

  static async create(address: string, token: string, ssrc: number): Promise<FloorTerminal> {
    const socket = io(address, {
      auth: { version: PROTOCOL_VERSION, token },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return new FloorTerminal(socket, ssrc);
  }

  async ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    const reply = replySchema.parse(await this.socket.timeout(ANSWER_MS).emitWithAck(name, input));
    if (!reply.ok) throw new Error(`${name} was refused: ${reply.code} ${reply.message}`);
    return requests[name].output.parse(reply.output) as RequestOutput<Name>;
  }

  onFloor(listener: (told: EventPayload<'voice:floor'>) => void): void {
    this.socket.on('voice:floor', listener);
  }

  onChanged(listener: (told: EventPayload<'voice:changed'>) => void): void {
    this.socket.on('voice:changed', listener);
  }

  async publish(from: UdpSocket): Promise<void> {
    const source = { ip: '127.0.0.1', port: from.address().port };
    const { destination } = await this.ask('voice:ingest', { source, payloadType: PAYLOAD_TYPE, ssrc: this.ssrc });
    this.#destination = destination;
  }

  /** 20 ms of speech. */
  sendPacket(from: UdpSocket): void {
    const destination = this.#destination;
    const payload = probePackets[this.#packets % probePackets.length];
    if (!destination || !payload) return;
    this.#packets += 1;
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt8(0x80, 0);
    header.writeUInt8(PAYLOAD_TYPE, 1);
    header.writeUInt16BE(this.#packets & 0xffff, 2);
    header.writeUInt32BE((this.#packets * TICKS_PER_PACKET) >>> 0, 4);
    header.writeUInt32BE(this.ssrc, 8);
    from.send([header, payload], destination.port, destination.ip);
  }

  close(): void {
    this.socket.disconnect();
  }
}
