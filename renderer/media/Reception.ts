import { RequestError, type Consumption, type ErrorCode } from '@protocol';
import type { types } from 'mediasoup-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection } from '../wire/Connection';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 8_000;

/**
 * What is wanted: a camera's picture, a vehicle's evidence sound, a talk group's talk, the other one of a telephone
 * call, or a vehicle's surroundings, which are asked for by a request of their own.
 */
export type Source =
  | { readonly kind: 'camera'; readonly cameraId: string }
  | { readonly kind: 'sound'; readonly vehicleId: string }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'call'; readonly callId: string }
  | { readonly kind: 'ambient'; readonly begin: () => Promise<Consumption> };

export interface ReceptionState {
  /** `live` says that media may flow; the first frame is the viewer's own observation. */
  readonly phase: 'starting' | 'live' | 'lost' | 'closed';
  /** The refusal that keeps it from being live, or null. */
  readonly refusal: ErrorCode | null;
  readonly track: MediaStreamTrack | null;
}

/** What a reception needs of the MediaClient; null while there is no line. */
export interface Receiver {
  readonly connection: Connection;
  transportOf(consumption: Consumption): Promise<types.Transport>;
}

/**
 * One wanted track. It stays wanted: after a lost line, a dead worker or a new producer it opens itself again, until
 * close().
 */
export class Reception {
  readonly state: StoreApi<ReceptionState> = createStore<ReceptionState>(() => ({
    phase: 'starting',
    refusal: null,
    track: null,
  }));
  private receiver: Receiver | null = null;
  private consumer: types.Consumer | null = null;
  private producerId: string | null = null;
  private transportId: string | null = null;
  /** What the source was said to send while the server's answer was still awaited. */
  private announcedId: string | null = null;
  private isOpening = false;
  private attempt = 0;
  private failures = 0;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;
  private paused = false;
  private spatialLayer: number | null = null;

  constructor(readonly source: Source) {}

  /** Opens on a line, or forgets the old line (null): what was open on it ended with it. */
  attach(receiver: Receiver | null): void {
    this.receiver = receiver;
    this.drop();
    if (receiver === null) this.state.setState({ phase: 'lost', track: null });
    else this.reopen();
  }

  /** Tries again now, for instance because the camera has a new producer. */
  reopen(): void {
    this.drop();
    this.failures = 0;
    void this.open();
  }

  /** The newest producer of this source, as the fleet says it; opens again where another one is being consumed. */
  producerChanged(producerId: string | null): void {
    if (producerId === null || producerId === this.producerId) return;
    // To ask twice at once takes the browser twice as long: the answer that is awaited is most often this one.
    if (this.isOpening) this.announcedId = producerId;
    else this.reopen();
  }

  consumerClosed(consumerId: string): void {
    if (this.consumer?.id !== consumerId) return;
    this.drop();
    this.state.setState({ phase: 'lost', track: null });
    this.retryLater();
  }

  transportLost(transportId: string): void {
    if (this.transportId === transportId) this.reopen();
  }

  /** A picture that nobody sees costs nothing. */
  setPaused(paused: boolean): void {
    if (this.paused === paused) return;
    this.paused = paused;
    this.tell(paused ? 'media:pause' : 'media:resume');
  }

  /** 0 is the smallest layer. Has an effect only where the source sends several. */
  preferLayer(spatialLayer: number): void {
    if (this.spatialLayer === spatialLayer) return;
    this.spatialLayer = spatialLayer;
    this.tellLayer();
  }

  /** The receiving statistics of the browser; null while nothing is received. */
  async stats(): Promise<RTCStatsReport | null> {
    return this.consumer === null ? null : this.consumer.getStats();
  }

  /** When the last sound was handed to the track, in milliseconds since 1970 on this device's clock; null before any. */
  soundAt(): number | null {
    const moments = this.consumer?.rtpReceiver?.getSynchronizationSources().map(({ timestamp }) => timestamp) ?? [];
    // They count from 1970 already: Chromium adds the page's time origin to them, as the standard asks.
    return moments.length === 0 ? null : Math.max(...moments);
  }

  close(): void {
    this.drop();
    this.receiver = null;
    this.state.setState({ phase: 'closed', track: null });
  }

  private drop(): void {
    this.attempt += 1;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = null;
    const { consumer } = this;
    this.consumer = null;
    this.producerId = null;
    this.transportId = null;
    this.announcedId = null;
    this.isOpening = false;
    if (consumer === null || consumer.closed) return;
    consumer.close();
    if (this.receiver?.connection.isReady === true) closeAtServer(this.receiver.connection, consumer.id);
  }

  private async open(): Promise<void> {
    const { receiver } = this;
    if (receiver === null) return;
    const attempt = (this.attempt += 1);
    this.isOpening = true;
    this.state.setState({ phase: 'starting', track: null });
    let consumption: Consumption | null = null;
    try {
      consumption = await ask(receiver.connection, this.source);
      const transport = await receiver.transportOf(consumption);
      const consumer = await transport.consume({
        id: consumption.consumerId,
        producerId: consumption.producerId,
        kind: consumption.kind,
        rtpParameters: consumption.rtpParameters,
        // Tracks of one stream would be held back until they are in step; a live view shows each as early as it can.
        streamId: consumption.consumerId,
      });
      if (attempt !== this.attempt) {
        consumer.close();
        closeAtServer(receiver.connection, consumption.consumerId);
        return;
      }
      this.consumer = consumer;
      this.isOpening = false;
      if (this.announcedId !== null && this.announcedId !== consumption.producerId) {
        this.reopen();
        return;
      }
      this.producerId = consumption.producerId;
      this.transportId = consumption.transportId;
      this.tellLayer();
      if (!this.paused) await receiver.connection.request('media:resume', { mediaId: consumer.id });
      if (attempt !== this.attempt) return;
      this.failures = 0;
      this.state.setState({ phase: 'live', refusal: null, track: consumer.track });
    } catch (error) {
      if (attempt !== this.attempt) {
        if (consumption !== null && this.receiver === receiver)
          closeAtServer(receiver.connection, consumption.consumerId);
        return;
      }
      const refusal = error instanceof RequestError ? error.code : 'internal';
      const isThereNow = this.announcedId !== null;
      this.drop();
      if (consumption !== null) closeAtServer(receiver.connection, consumption.consumerId);
      if (isThereNow) {
        this.reopen();
        return;
      }
      this.state.setState({ phase: 'lost', refusal, track: null });
      if (refusal !== 'forbidden') this.retryLater();
    }
  }

  private retryLater(): void {
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    this.retryTimer = setTimeout(() => void this.open(), wait);
  }

  private tell(name: 'media:pause' | 'media:resume'): void {
    if (this.consumer === null || this.receiver === null) return;
    // A consumer that has gone in the meantime says so itself by media:consumerClosed.
    this.receiver.connection.request(name, { mediaId: this.consumer.id }).catch(() => undefined);
  }

  private tellLayer(): void {
    if (this.consumer === null || this.receiver === null || this.spatialLayer === null) return;
    this.receiver.connection
      .request('media:preferLayer', { mediaId: this.consumer.id, spatialLayer: this.spatialLayer })
      .catch(() => undefined);
  }
}

function ask(connection: Connection, source: Source): Promise<Consumption> {
  if (source.kind === 'camera') return connection.request('video:watch', { cameraId: source.cameraId });
  if (source.kind === 'sound') return connection.request('video:listen', { vehicleId: source.vehicleId });
  if (source.kind === 'call') return connection.request('calls:hear', { callId: source.callId });
  if (source.kind === 'ambient') return source.begin();
  return connection.request('voice:join', { groupId: source.groupId });
}

function closeAtServer(connection: Connection, mediaId: string): void {
  // What the server no longer has needs no closing.
  connection.request('media:close', { mediaId }).catch(() => undefined);
}
