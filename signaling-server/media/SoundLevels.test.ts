import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { types } from 'mediasoup';
import { ingestParameters } from './ingestParameters';
import { AUDIO_LEVEL_URI } from './mediaCodecs';
import { hasWorker, listenOn, rtpPacket, silentLog, TestSocket } from './mediaForTests';
import type { MediaWorker } from './MediaWorker';
import { MediaWorkers } from './MediaWorkers';

const PACKET_MS = 20;
const TICKS_PER_MS = 48;
/** Many windows of the worker's: a busy machine may be late with each. */
const PATIENCE_MS = 30_000;
const LEVEL_EXTENSION = 6;
/** The extension's number and length, then the level, and no more (RFC 8285 clause 4.2, RFC 6464 clause 3). */
const levelExtension = (level: number): Buffer =>
  Buffer.from([0xbe, 0xde, 0x00, 0x01, LEVEL_EXTENSION << 4, level, 0x00, 0x00]);

/** Sound that says of each packet how loud it is, or says nothing of it. */
class Sender {
  /** 0 is the loudest, 127 digital silence; null sends nothing at all. */
  level: number | null = 127;
  #sequence = 0;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    readonly producer: types.Producer,
    private readonly socket: TestSocket,
    send: (sequence: number, level: number) => void,
    everyMs: number,
  ) {
    this.#timer = setInterval(() => {
      if (this.level !== null) send((this.#sequence += 1), this.level);
    }, everyMs);
  }

  static async create(
    worker: MediaWorker,
    { ssrc, tellsLevel = true, everyMs = PACKET_MS }: { ssrc: number; tellsLevel?: boolean; everyMs?: number },
  ): Promise<Sender> {
    const socket = await TestSocket.create();
    const transport = await worker.createIngestTransport();
    await transport.connect({ ip: '127.0.0.1', port: socket.port });
    const stream = { codec: 'opus', payloadType: 111, ssrc } as const;
    const headerExtensions = tellsLevel ? [{ uri: AUDIO_LEVEL_URI, id: LEVEL_EXTENSION } as const] : [];
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: { ...ingestParameters(stream), headerExtensions },
    });
    const send = (sequence: number, level: number): void => {
      const timestamp = sequence * everyMs * TICKS_PER_MS;
      const plain = rtpPacket({ ...stream, sequence, timestamp, payload: Buffer.from([0xf8, 0xff, 0xfe]) });
      if (tellsLevel) plain.writeUInt8(0x90, 0);
      const extension = tellsLevel ? levelExtension(level) : Buffer.alloc(0);
      const packet = Buffer.concat([plain.subarray(0, 12), extension, plain.subarray(12)]);
      socket.send(packet, transport.tuple.localPort);
    };
    await worker.soundLevels.watch(producer);
    return new Sender(producer, socket, send, everyMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.producer.close();
    this.socket.close();
  }
}

describe.skipIf(!hasWorker)('how loud a sound is', () => {
  let workers: MediaWorkers;
  let worker: MediaWorker;
  const senders: Sender[] = [];
  const opened = async (options: Parameters<typeof Sender.create>[1]): Promise<Sender> => {
    const sender = await Sender.create(worker, options);
    senders.push(sender);
    return sender;
  };
  const silentMs = ({ producer }: Sender): number => worker.soundLevels.silentMs(producer.id);
  const comes = async (holds: () => boolean): Promise<void> =>
    await vi.waitFor(() => expect(holds()).toBe(true), { timeout: PATIENCE_MS, interval: 50 });
  const isSilent = async (sender: Sender): Promise<void> => await comes(() => silentMs(sender) > 0);

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(23_400), log: silentLog });
    worker = await workers.leastLoaded();
  });
  afterEach(() => senders.splice(0).forEach((sender) => sender.close()));
  afterAll(() => workers.close());

  it('is counted while it is digital silence, until anything is heard', async () => {
    const sender = await opened({ ssrc: 1 });
    await isSilent(sender);
    const counted = silentMs(sender);
    await comes(() => silentMs(sender) > counted);
    // The quietest that is no digital silence.
    sender.level = 126;
    await comes(() => silentMs(sender) === 0);
    sender.level = 127;
    await isSilent(sender);
  });

  it('is not known of one that sends nothing any more, says nothing of it or rests in pauses', async () => {
    const tells = await opened({ ssrc: 2 });
    const mute = await opened({ ssrc: 3, tellsLevel: false });
    const resting = await opened({ ssrc: 4, everyMs: 400 });
    const ends = await opened({ ssrc: 5 });
    await isSilent(ends);
    ends.level = null;
    await comes(() => silentMs(ends) === 0);
    const counted = silentMs(tells);
    await comes(() => silentMs(tells) > counted);
    expect([silentMs(mute), silentMs(resting), silentMs(ends)]).toEqual([0, 0, 0]);
  });

  it('is not known of one alone that sends nothing any more', async () => {
    const sender = await opened({ ssrc: 6 });
    await isSilent(sender);
    sender.level = null;
    await comes(() => silentMs(sender) === 0);
  });
});
