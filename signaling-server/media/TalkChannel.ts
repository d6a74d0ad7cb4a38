import { randomInt } from 'node:crypto';
import type { types } from 'mediasoup';
import type { Source } from './MediaClient';
import type { MediaWorker } from './MediaWorker';
import type { MediaWorkers } from './MediaWorkers';
import { ABSOLUTE_CAPTURE_TIME_URI, AUDIO_LEVEL_URI } from './mediaCodecs';
import { RtpRewriter } from './RtpRewriter';

const CLOCK_RATE = 48_000;

/** Streams of one direct transport are told apart by their SSRC, so that each channel takes the next one. */
let nextSsrc = randomInt(1, 0x4000_0000);

/**
 * One lasting sound track that many talkers speak into, one after the other: a producer in the router of every media
 * worker, so that a listener or a recorder consumes it wherever he already receives, whoever speaks.
 */
export class TalkChannel {
  readonly #producers = new Map<MediaWorker, types.Producer>();
  readonly #adding = new Map<MediaWorker, Promise<void>>();
  readonly #rewriter: RtpRewriter;
  #closed = false;

  private constructor(
    private readonly ssrc: number,
    private readonly payloadType: number,
  ) {
    this.#rewriter = new RtpRewriter({ ssrc, payloadType, clockRate: CLOCK_RATE });
  }

  static async create(workers: MediaWorkers): Promise<TalkChannel> {
    const reference = await workers.leastLoaded();
    const channel = new TalkChannel((nextSsrc += 1), opusPayloadType(reference.router.rtpCapabilities));
    await Promise.all(workers.all().map((worker) => channel.addWorker(worker)));
    return channel;
  }

  /** Makes the channel heard on a worker; of no effect where it is already. Throws where the worker has just died. */
  addWorker(worker: MediaWorker): Promise<void> {
    const adding = this.#adding.get(worker) ?? this.#add(worker).finally(() => this.#adding.delete(worker));
    this.#adding.set(worker, adding);
    return adding;
  }

  async #add(worker: MediaWorker): Promise<void> {
    if (this.#producers.has(worker)) return;
    const producer = await worker.direct.produce({ kind: 'audio', rtpParameters: this.#parametersOn(worker) });
    if (this.#closed) return producer.close();
    this.#producers.set(worker, producer);
    producer.observer.once('close', () => this.#producers.delete(worker));
  }

  sources(): readonly Source[] {
    return [...this.#producers].map(([worker, producer]) => ({ worker, producer }));
  }

  /** Whoever sends from now on is another talker. */
  beginBurst(): void {
    this.#rewriter.beginBurst();
  }

  /**
   * Sends one packet of the talker to everyone. `at` is when it was captured, in milliseconds on any steady clock that
   * is one for all talkers: what only the way held up must not move the burst. Answers the packet as it went out, or
   * null for one that is left out.
   */
  forward(packet: Buffer, at: number): Buffer | null {
    const rewritten = this.#rewriter.rewrite(packet, at);
    if (rewritten) this.#producers.forEach((producer) => producer.send(rewritten));
    return rewritten;
  }

  close(): void {
    this.#closed = true;
    this.#producers.forEach((producer) => producer.close());
    this.#producers.clear();
  }

  /** Speech pauses are no loss of the stream, hence `dtx`. */
  #parametersOn({ router }: MediaWorker): types.RtpParameters {
    const { headerExtensions = [] } = talkCapabilities(router.rtpCapabilities);
    return {
      codecs: [
        {
          mimeType: 'audio/opus',
          payloadType: this.payloadType,
          clockRate: CLOCK_RATE,
          channels: 2,
          parameters: { useinbandfec: 1, usedtx: 1 },
        },
      ],
      headerExtensions: headerExtensions.map(({ uri, preferredId }) => ({ uri, id: preferredId })),
      encodings: [{ ssrc: this.ssrc, dtx: true }],
      rtcp: { cname: `talk-${this.ssrc}` },
    };
  }
}

/** What a talker's packets carry from his producer into a channel: the sound, when it was captured, how loud it is. */
export function talkCapabilities({ codecs = [], headerExtensions = [] }: types.RtpCapabilities): types.RtpCapabilities {
  return {
    codecs: codecs
      .filter(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus')
      .map((codec) => ({ ...codec, rtcpFeedback: [] })),
    headerExtensions: headerExtensions.filter(
      ({ kind, uri }) => kind === 'audio' && [ABSOLUTE_CAPTURE_TIME_URI, AUDIO_LEVEL_URI].includes(uri),
    ),
  };
}

function opusPayloadType({ codecs = [] }: types.RtpCapabilities): number {
  const payloadType = codecs.find(({ mimeType }) => mimeType.toLowerCase() === 'audio/opus')?.preferredPayloadType;
  if (payloadType === undefined) throw new Error('the routers do not carry Opus');
  return payloadType;
}
