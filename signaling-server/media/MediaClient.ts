import type { types } from 'mediasoup';
import { RequestError, type Consumption, type EventPayload, type Permission, type Subject } from '@protocol';
import type { RightsWatch } from '../people/RightsWatch';
import { asClientParameters } from './asClientTypes';
import { ingestParameters, kindOf, type IngestedStream } from './ingestParameters';
import type { MediaWorker } from './MediaWorker';
import type { MediaWorkers } from './MediaWorkers';
import { openingViewers } from './OpeningViewers';
import { OwnConsumer } from './OwnConsumer';
import { refuseBadMedia } from './refuseBadMedia';

const MAX_PRODUCERS = 12;
const MAX_CONSUMERS = 256;
const MAX_SIMULCAST_LAYERS = 3;
/**
 * A browser ignores a key-frame request that comes within 300 ms of the last one, and the worker asks again only a
 * second later. A request that comes too soon, such as a watcher's just after the recorder's, waits for this instead.
 */
const KEY_FRAME_REQUEST_SPACING_MS = 340;
/** About 60 % of a core at 0.25 % for each viewer: past that a worker starves its own producers. */
const MAX_VIDEO_CONSUMERS_PER_WORKER = 240;

export interface MediaClientDependencies {
  workers: MediaWorkers;
  rights: Pick<RightsWatch, 'watch'>;
  tell: {
    consumerClosed(payload: EventPayload<'media:consumerClosed'>): void;
    transportClosed(payload: EventPayload<'media:transportClosed'>): void;
  };
}

/** Why a producer ended that its owner did not say goodbye for. */
export type ProducerEnd = 'asked' | 'connection-closed' | 'transport-reopened' | 'worker-died';

/** Told once of each producer that was not refused. */
export type ProducerClosed = (producerId: string, end: ProducerEnd) => void;

/** A producer and the worker it stands on. */
export interface Source {
  readonly producer: types.Producer;
  readonly worker: MediaWorker;
}

export interface ConsumeOptions {
  permission: Permission;
  subjects: readonly Subject[];
  /** Nothing is sent before this has settled well. */
  before?: Promise<unknown>;
  /** Told once when it has ended: by its client, with the connection, the right or the producer. */
  onClosed?: () => void;
}

/** Packets sent through one consumer so far, and those of them that were lost on the way by the receiver's RTCP reports. */
export interface ForwardedCount {
  readonly packets: number;
  readonly lost: number;
  /** By the same reports; null before the first. */
  readonly roundTripMs: number | null;
}

type ReceivePurpose = 'receive audio' | 'receive video';

interface OwnTransport {
  readonly purpose: 'send' | ReceivePurpose | 'ingest';
  readonly transport: types.WebRtcTransport | types.PlainTransport;
  readonly worker: MediaWorker;
}

interface OwnProducer extends Source {
  readonly transportId: string;
  readonly onClosed: ProducerClosed;
}

/** Everything of media that belongs to one connection, and ends with it. */
export class MediaClient {
  #capabilities: types.RtpCapabilities | null = null;
  #closed = false;
  readonly #transports = new Map<string, OwnTransport>();
  /**
   * A worker's sound and its pictures come on transports of their own: a browser negotiates all tracks of a transport
   * anew for each picture that is opened, and a console hears many talk groups.
   */
  readonly #receiving = {
    'receive audio': new Map<MediaWorker, Promise<types.WebRtcTransport>>(),
    'receive video': new Map<MediaWorker, Promise<types.WebRtcTransport>>(),
  };
  /** Receive transports that the client knows of, since an answer carried them. */
  readonly #told = new Set<string>();
  readonly #producers = new Map<string, OwnProducer>();
  readonly #consumers = new Map<string, OwnConsumer>();

  constructor(
    readonly connectionId: string,
    private readonly dependencies: MediaClientDependencies,
  ) {}

  introduce(capabilities: types.RtpCapabilities): void {
    this.#capabilities = capabilities;
  }

  owns(mediaId: string): boolean {
    return this.#transports.has(mediaId) || this.#producers.has(mediaId) || this.#consumers.has(mediaId);
  }

  /** True where this connection already hears the worker, so that no new transport would be needed. */
  hears(worker: MediaWorker): boolean {
    return this.#receiving['receive audio'].has(worker);
  }

  /** The one transport to publish on; an older one is closed with everything on it. */
  async openSend(): Promise<types.WebRtcTransport> {
    const worker = await this.dependencies.workers.leastLoaded();
    worker.sendTransports += 1;
    const transport = await worker.createWebRtcTransport().catch((error: unknown) => {
      worker.sendTransports -= 1;
      throw error;
    });
    transport.observer.once('close', () => (worker.sendTransports -= 1));
    for (const [transportId, { purpose }] of this.#transports) {
      if (purpose === 'send') this.#closeTransport(transportId, 'transport-reopened');
    }
    this.#keepTransport({ transport, worker, purpose: 'send' });
    return transport;
  }

  /**
   * Refused with `invalid-input` for parameters that mediasoup refuses, more than three layers or the wrong kind, and for
   * sound that is not Opus, which is all that talk channels carry: G.711 comes in by the RTP door alone.
   */
  async produce(
    transportId: string,
    kind: types.MediaKind,
    rtpParameters: types.RtpParameters,
    onClosed: ProducerClosed,
  ): Promise<Source> {
    const own = this.#transports.get(transportId);
    if (own?.purpose !== 'send') throw new RequestError('not-found', 'no such send transport');
    this.#expectRoom(this.#producers.size, MAX_PRODUCERS);
    if ((rtpParameters.encodings?.length ?? 1) > MAX_SIMULCAST_LAYERS) {
      throw new RequestError('invalid-input', `more than ${MAX_SIMULCAST_LAYERS} layers`);
    }
    const keyFrameRequestDelay = KEY_FRAME_REQUEST_SPACING_MS;
    const producer = await refuseBadMedia(() => own.transport.produce({ kind, rtpParameters, keyFrameRequestDelay }));
    const codec = producer.rtpParameters.codecs[0]?.mimeType.toLowerCase();
    if (kind === 'audio' && codec !== 'audio/opus') {
      producer.close();
      throw new RequestError('invalid-input', 'sound is sent as Opus');
    }
    return this.#keepProducer(producer, own, onClosed);
  }

  /** A plain sender: packets from any other address or port than the announced one are dropped. */
  async ingest(
    source: { ip: string; port: number },
    stream: IngestedStream,
    onClosed: ProducerClosed,
  ): Promise<Source & { destination: { ip: string; port: number } }> {
    this.#expectRoom(this.#producers.size, MAX_PRODUCERS);
    const worker = await this.dependencies.workers.leastLoaded();
    const transport = await worker.createIngestTransport();
    const own: OwnTransport = { transport, worker, purpose: 'ingest' };
    this.#keepTransport(own);
    try {
      await refuseBadMedia(() => transport.connect(source));
      const producer = await refuseBadMedia(() =>
        transport.produce({ kind: kindOf(stream.codec), rtpParameters: ingestParameters(stream) }),
      );
      const kept = this.#keepProducer(producer, own, onClosed);
      return { ...kept, destination: { ip: transport.tuple.localAddress, port: transport.tuple.localPort } };
    } catch (error) {
      this.#closeTransport(transport.id, 'asked');
      throw error;
    }
  }

  /** Created paused, on this connection's transport for what the producer's worker sends of that kind; watched for the right to it. */
  async consume({ producer, worker }: Source, options: ConsumeOptions): Promise<Consumption> {
    const capabilities = this.#capabilities;
    if (!capabilities) throw new RequestError('conflict', 'media:introduce comes before the first consumption');
    this.#expectRoom(this.#consumers.size, MAX_CONSUMERS);
    if (producer.kind === 'video') this.#expectRoom(worker.consumers, MAX_VIDEO_CONSUMERS_PER_WORKER);
    const transport = await this.#receiveTransport(worker, `receive ${producer.kind}`);
    const consumer = await refuseBadMedia(() => {
      if (producer.closed) throw new RequestError('not-found', 'it has just ended');
      if (!worker.router.canConsume({ producerId: producer.id, rtpCapabilities: capabilities })) {
        throw new RequestError('conflict', 'this client has no codec for it');
      }
      return transport.consume({ producerId: producer.id, rtpCapabilities: capabilities, paused: true });
    });
    this.#keepConsumer(consumer, worker, options);
    const isNew = !this.#told.has(transport.id);
    this.#told.add(transport.id);
    return {
      consumerId: consumer.id,
      producerId: producer.id,
      kind: consumer.kind,
      rtpParameters: asClientParameters(consumer.rtpParameters),
      transportId: transport.id,
      transport: isNew ? transportOptionsOf(transport) : null,
    };
  }

  async connect(mediaId: string, dtlsParameters: types.DtlsParameters): Promise<void> {
    const transport = this.#webRtcTransport(mediaId);
    if (transport.dtlsState !== 'new') throw new RequestError('conflict', 'the transport is connected already');
    await refuseBadMedia(() => transport.connect({ dtlsParameters }));
  }

  async restartIce(mediaId: string): Promise<types.IceParameters> {
    return await this.#webRtcTransport(mediaId).restartIce();
  }

  async resume(mediaId: string): Promise<void> {
    await this.#expectConsumer(mediaId).resume();
  }

  async pause(mediaId: string): Promise<void> {
    await this.#expectConsumer(mediaId).pause();
  }

  /** Holds a consumer back whatever its client wants; one that is gone meanwhile is no error. */
  async hold(consumerId: string, held: boolean): Promise<void> {
    await this.#consumers.get(consumerId)?.hold(held);
  }

  /** What went out through a consumer since it was made; null where it is gone. */
  async forwarded(consumerId: string): Promise<ForwardedCount | null> {
    const consumer = this.#consumers.get(consumerId)?.consumer;
    if (!consumer) return null;
    const sent = (await consumer.getStats()).find(({ type }) => type === 'outbound-rtp');
    if (!sent) return null;
    const { packetCount: packets, packetsLost, roundTripTime = 0 } = sent;
    return { packets, lost: Math.max(0, packetsLost), roundTripMs: roundTripTime > 0 ? roundTripTime : null };
  }

  /** The highest layer to send; of no effect on a camera without layers. */
  async preferLayer(mediaId: string, spatialLayer: number): Promise<void> {
    const { consumer } = this.#expectConsumer(mediaId);
    if (consumer.type === 'simulcast') await consumer.setPreferredLayers({ spatialLayer });
  }

  /** Closes a transport, a producer or a consumer of this connection. */
  closeMedia(mediaId: string): void {
    if (this.#transports.has(mediaId)) return this.#closeTransport(mediaId, 'asked');
    this.#closeProducer(mediaId, 'asked');
    this.#consumers.get(mediaId)?.consumer.close();
  }

  /** Everything on the worker is closed already; forgets it and tells the client. */
  workerDied(worker: MediaWorker): void {
    Object.values(this.#receiving).forEach((receiving) => receiving.delete(worker));
    // Transports first: they take their producers with them, while the last producer of an ingest takes its transport,
    // and the client would not be told.
    for (const [transportId, own] of this.#transports) {
      if (own.worker !== worker) continue;
      this.#closeTransport(transportId, 'worker-died');
      this.dependencies.tell.transportClosed({ transportId });
    }
    for (const [producerId, producer] of this.#producers) {
      if (producer.worker === worker) this.#closeProducer(producerId, 'worker-died');
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#consumers.forEach(({ consumer }) => consumer.close());
    [...this.#transports.keys()].forEach((transportId) => this.#closeTransport(transportId, 'connection-closed'));
    Object.values(this.#receiving).forEach((receiving) => receiving.clear());
  }

  #keepTransport(own: OwnTransport): void {
    if (this.#closed) own.transport.close();
    if (own.transport.closed) throw new RequestError('conflict', 'the connection or the worker has just ended');
    this.#transports.set(own.transport.id, own);
  }

  #keepProducer(producer: types.Producer, own: OwnTransport, onClosed: ProducerClosed): Source {
    const { worker, transport } = own;
    if (producer.closed) throw new RequestError('conflict', 'the transport has closed');
    this.#producers.set(producer.id, { producer, worker, transportId: transport.id, onClosed });
    worker.producers += 1;
    producer.observer.once('close', () => (worker.producers -= 1));
    return { producer, worker };
  }

  #keepConsumer(consumer: types.Consumer, worker: MediaWorker, options: ConsumeOptions): void {
    const { rights, tell } = this.dependencies;
    const consumerId = consumer.id;
    worker.consumers += 1;
    if (consumer.kind === 'video') openingViewers.add(consumer.producerId, consumer);
    this.#consumers.set(consumerId, new OwnConsumer(consumer, { before: options.before ?? Promise.resolve() }));
    const unwatch = rights.watch({
      connectionId: this.connectionId,
      permission: options.permission,
      subjects: options.subjects,
      close: (reason) => {
        consumer.close();
        tell.consumerClosed({ consumerId, reason });
      },
    });
    consumer.observer.once('close', () => {
      worker.consumers -= 1;
      this.#consumers.delete(consumerId);
      unwatch();
      options.onClosed?.();
    });
    consumer.once('producerclose', () => tell.consumerClosed({ consumerId, reason: 'producer-closed' }));
  }

  #receiveTransport(worker: MediaWorker, purpose: ReceivePurpose): Promise<types.WebRtcTransport> {
    const receiving = this.#receiving[purpose];
    const existing = receiving.get(worker);
    if (existing) return existing;
    const opening = worker.createWebRtcTransport().then((transport) => {
      this.#keepTransport({ transport, worker, purpose });
      return transport;
    });
    receiving.set(worker, opening);
    opening.catch(() => receiving.delete(worker));
    return opening;
  }

  #closeProducer(producerId: string, end: ProducerEnd): void {
    const own = this.#producers.get(producerId);
    if (!own) return;
    this.#producers.delete(producerId);
    own.producer.close();
    if (this.#transports.get(own.transportId)?.purpose === 'ingest') this.#closeTransport(own.transportId, end);
    own.onClosed(producerId, end);
  }

  #closeTransport(transportId: string, end: ProducerEnd): void {
    const own = this.#transports.get(transportId);
    if (!own) return;
    this.#transports.delete(transportId);
    this.#told.delete(transportId);
    if (own.purpose !== 'send' && own.purpose !== 'ingest') this.#receiving[own.purpose].delete(own.worker);
    for (const [producerId, producer] of this.#producers) {
      if (producer.transportId === transportId) this.#closeProducer(producerId, end);
    }
    own.transport.close();
  }

  #webRtcTransport(mediaId: string): types.WebRtcTransport {
    const transport = this.#transports.get(mediaId)?.transport;
    if (!transport || transport.type !== 'webrtc') throw new RequestError('not-found', 'no such transport');
    return transport;
  }

  #expectConsumer(mediaId: string): OwnConsumer {
    const own = this.#consumers.get(mediaId);
    if (!own) throw new RequestError('not-found', 'no such consumer');
    return own;
  }

  #expectRoom(count: number, limit: number): void {
    if (count >= limit) throw new RequestError('rate-limited', `no more than ${limit} at a time`);
  }
}

/** What a client is told of a WebRTC transport. */
export function transportOptionsOf(transport: types.WebRtcTransport): {
  id: string;
  iceParameters: types.IceParameters;
  iceCandidates: types.IceCandidate[];
  dtlsParameters: types.DtlsParameters;
} {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { id, iceParameters, iceCandidates, dtlsParameters };
}
