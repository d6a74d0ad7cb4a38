import { createWorker, type types } from 'mediasoup';
import type { Logger } from 'pino';
import { mediaCodecs } from './mediaCodecs';
import { SoundLevels } from './SoundLevels';

export interface MediaListen {
  /** The address that media is received on. */
  ip: string;
  /** What clients are told instead of it; null where they reach `ip` itself. */
  announcedAddress: string | null;
  /** UDP and TCP port of the first worker; the next ones take the following ports. */
  firstPort: number;
  /** UDP ports of the RTP ingest, both included. */
  ingestPorts: { min: number; max: number };
}

/**
 * One mediasoup worker with its one WebRtcServer on one UDP and TCP port, its one router, and the one direct transport
 * through which this process sends and receives packets of its own.
 */
export class MediaWorker {
  /** What stands on it now, counted by those who make and close them. */
  sendTransports = 0;
  producers = 0;
  consumers = 0;
  #closed = false;

  private constructor(
    readonly index: number,
    readonly router: types.Router,
    readonly webRtcServer: types.WebRtcServer,
    readonly direct: types.DirectTransport,
    readonly soundLevels: SoundLevels,
    private readonly worker: types.Worker,
    private readonly listen: MediaListen,
  ) {}

  /** Throws what mediasoup says when the worker cannot be started or its port is taken. */
  static async create(index: number, listen: MediaListen, log: Logger): Promise<MediaWorker> {
    const worker = await createWorker({ logLevel: 'warn', logTags: ['info', 'ice', 'dtls', 'rtp', 'srtp', 'rtcp'] });
    worker.appData = { index };
    try {
      const address = addressOf(listen);
      const port = listen.firstPort + index;
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...address, port },
          { protocol: 'tcp', ...address, port },
        ],
      });
      const router = await worker.createRouter({ mediaCodecs });
      const direct = await router.createDirectTransport();
      const soundLevels = await SoundLevels.create(router);
      log.info({ worker: index, pid: worker.pid, port }, 'media worker ready');
      return new MediaWorker(index, router, webRtcServer, direct, soundLevels, worker, listen);
    } catch (error) {
      worker.close();
      throw error;
    }
  }

  get pid(): number {
    return this.worker.pid;
  }

  get died(): boolean {
    return this.worker.died;
  }

  /** Told once, if the process ends without having been closed. By then everything on it is closed. */
  onDied(listener: () => void): void {
    this.worker.once('died', listener);
  }

  createWebRtcTransport(): Promise<types.WebRtcTransport> {
    return this.router.createWebRtcTransport({
      webRtcServer: this.webRtcServer,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITS_PER_SECOND,
    });
  }

  /** A plain UDP transport for a sender that has said where its packets come from. */
  createIngestTransport(): Promise<types.PlainTransport> {
    return this.router.createPlainTransport({
      listenInfo: { protocol: 'udp', ...addressOf(this.listen), portRange: this.listen.ingestPorts },
      rtcpMux: true,
      comedia: false,
    });
  }

  /** Microseconds of processor time that the worker's process has used, user and system. */
  async usedMicroseconds(): Promise<number> {
    const usage = await this.worker.getResourceUsage();
    return (usage.ru_utime + usage.ru_stime) * 1000;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.worker.close();
  }
}

/** So that the first seconds of a simulcast camera are not its lowest layer while the estimate climbs. */
const INITIAL_OUTGOING_BITS_PER_SECOND = 4_000_000;

function addressOf({ ip, announcedAddress }: MediaListen): { ip: string; announcedAddress?: string } {
  return announcedAddress === null ? { ip } : { ip, announcedAddress };
}
