import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { controlPath } from './controlPath';
import { JsonLines } from './JsonLines';
import { parseJournalLine, type JournalLine } from './journalLine';
import { fromRecorder, type FromRecorder, type StreamCodec, type ToRecorder } from './recorderProtocol';
import type { RtpPacket } from './rtpPacket';

/** Building stones of the recorder's tests. */

export const vehicleTrack = {
  vehicleId: 'vehicle-1',
  placeId: 'team-1',
  track: 'camera',
  cameraView: 'front',
  groupId: null,
} as const;

export function packetOf(part: Partial<RtpPacket>): RtpPacket {
  const empty = {
    sequenceNumber: 0,
    timestamp: 0,
    ssrc: 1,
    payloadType: 96,
    marker: false,
    arrivedAt: 0,
    captureTime: null,
  };
  return { ...empty, payload: Buffer.alloc(0), ...part };
}

export function datagramOf(
  packet: Pick<RtpPacket, 'sequenceNumber' | 'timestamp' | 'marker' | 'payload'>,
  codec: StreamCodec,
): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8((packet.marker ? 0x80 : 0) | codec.payloadType, 1);
  header.writeUInt16BE(packet.sequenceNumber & 0xffff, 2);
  header.writeUInt32BE(packet.timestamp >>> 0, 4);
  header.writeUInt32BE(codec.ssrc, 8);
  return Buffer.concat([header, packet.payload]);
}

/** A sender with a port of its own. */
export class RtpSource {
  private constructor(private readonly socket: Socket) {}

  static async create(): Promise<RtpSource> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpSource(socket);
  }

  get address(): { ip: string; port: number } {
    return { ip: '127.0.0.1', port: this.socket.address().port };
  }

  send(datagram: Buffer, port: number, address = '127.0.0.1'): Promise<void> {
    return new Promise((resolve, reject) =>
      this.socket.send(datagram, port, address, (error) => (error ? reject(error) : resolve())),
    );
  }

  close(): void {
    this.socket.close();
  }
}

/** A real recorder process on a folder, and on further volumes where some are named. */
export function startRecorder(
  dataFolder: string,
  furtherVolumes = '',
  more: { readonly argument: string; readonly stdio: StdioOptions } | null = null,
): ChildProcess {
  const file = fileURLToPath(new URL('main.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', file, ...(more ? [more.argument] : [])], {
    env: {
      ...process.env,
      DATA_DIR: dataFolder,
      RECORDINGS_DIR: '',
      RECORDING_VOLUMES: furtherVolumes,
      LOG_LEVEL: 'error',
    },
    stdio: more?.stdio ?? ['ignore', 'inherit', 'pipe'],
  });
}

/** What the server is to a recorder. */
export class RecorderCaller {
  readonly messages: FromRecorder[] = [];
  private constructor(private readonly lines: JsonLines<FromRecorder, ToRecorder>) {}

  /** Tries until a recorder says hello. */
  static async create(dataFolder: string): Promise<RecorderCaller> {
    const path = await controlPath(dataFolder);
    for (;;) {
      const caller = await RecorderCaller.attempt(path);
      if (caller) return caller;
      await pause(50);
    }
  }

  private static attempt(path: string): Promise<RecorderCaller | null> {
    return new Promise((resolve) => {
      const lines = new JsonLines<FromRecorder, ToRecorder>(connect(path), fromRecorder, {
        onMessage: (message) => {
          caller.messages.push(message);
          if (message.type === 'hello') resolve(caller);
        },
        onRefused: (problem) => {
          throw new Error(problem);
        },
        onClosed: () => resolve(null),
      });
      const caller = new RecorderCaller(lines);
    });
  }

  send(message: ToRecorder): void {
    this.lines.send(message);
  }

  async portOf(streamId: string): Promise<number> {
    const opened = await this.waitFor((message) => message.type === 'stream-opened' && message.streamId === streamId);
    return opened.type === 'stream-opened' ? opened.port : 0;
  }

  async waitFor(fits: (message: FromRecorder) => boolean): Promise<FromRecorder> {
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      await pause(20);
    }
  }

  close(): void {
    this.lines.close();
  }
}

export function readJournal(path: string): JournalLine[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => parseJournalLine(line) ?? []);
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
