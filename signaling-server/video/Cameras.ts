import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError } from '@protocol';
import type { Consumption, GapReason, ParsedInput, Permission, Publication, Subject } from '@protocol';
import type { Audit, AuditEntry } from '../audit/Audit';
import type { Fleet } from '../fleet/Fleet';
import { kindOf } from '../media/ingestParameters';
import type { ProducerEnd, Source } from '../media/MediaClient';
import type { MediaClients } from '../media/MediaClients';
import type { Schema } from '../persistence/schema';
import { WriteBatch } from '../persistence/WriteBatch';
import type { SignedInCaller } from '../wire/Caller';
import { SilenceWatch, type Flow } from './SilenceWatch';
import { trackKey, type Track } from './Track';

export interface CamerasDependencies {
  clients: MediaClients;
  fleet: Pick<Fleet, 'vehicle' | 'camera' | 'setCameraState' | 'setSound'>;
  audit: Pick<Audit, 'writeAll'>;
  database: Kysely<Schema>;
  log: Logger;
  clock: () => number;
}

const reasonOfEnd: Readonly<Record<ProducerEnd, GapReason>> = {
  asked: 'unknown',
  'connection-closed': 'vehicle-offline',
  'transport-reopened': 'poor-network',
  'worker-died': 'media-worker-died',
};

/** What every vehicle publishes, and who watches it. */
export class Cameras {
  readonly #tracks = new Map<string, Track>();
  readonly #producerListeners = new Set<(track: Track) => void>();
  readonly #closedListeners = new Set<(track: Track, reason: GapReason) => void>();
  /** Why a track is about to be closed, said before its producer is. */
  readonly #reasons = new Map<string, GapReason>();
  readonly #silence: SilenceWatch;
  /** Everybody who watched looks again at once after a restart: their rows are written together. */
  readonly #views: WriteBatch<AuditEntry>;

  private constructor(private readonly dependencies: CamerasDependencies) {
    const { log, clock, audit, database } = dependencies;
    this.#views = new WriteBatch((entries) => audit.writeAll(database, entries));
    this.#silence = SilenceWatch.create({ log, clock, onChange: (track, silent) => this.#showSilence(track, silent) });
  }

  static create(dependencies: CamerasDependencies): Cameras {
    return new Cameras(dependencies);
  }

  /** What is published now, by track key. */
  producersOf(): ReadonlyMap<string, Track> {
    return this.#tracks;
  }

  onProducer(listener: (track: Track) => void): void {
    this.#producerListeners.add(listener);
  }

  /** Told once for each track that `onProducer` told of, with why it ended. */
  onProducerClosed(listener: (track: Track, reason: GapReason) => void): void {
    this.#closedListeners.add(listener);
  }

  /** Cameras whose packets come now, by camera id. */
  flowing(): ReadonlyMap<string, Flow> {
    return new Map(this.#silence.flowing().map(({ track, ...flow }) => [`${track.vehicleId}:${track.view}`, flow]));
  }

  /**
   * For how long the evidence sound of a vehicle has been nothing but digital silence, in milliseconds, by vehicle id: a
   * microphone that is dead, unplugged or muted by its system, of which packets come all the same.
   */
  digitallySilentMs(): ReadonlyMap<string, number> {
    const silent = new Map<string, number>();
    for (const { track, vehicleId, producer, worker } of this.#tracks.values()) {
      if (track === 'evidence-sound') silent.set(vehicleId, worker.soundLevels.silentMs(producer.id));
    }
    return silent;
  }

  async publish(caller: SignedInCaller, vehicleId: string, input: ParsedInput<'video:publish'>): Promise<string> {
    const { publication, transportId, rtpParameters } = input;
    this.#expectPlaceFor(vehicleId, publication);
    const kind = publication.track === 'camera' ? 'video' : 'audio';
    const client = this.dependencies.clients.of(caller);
    const source = await client.produce(transportId, kind, rtpParameters, (producerId, end) =>
      this.#ended(producerId, end),
    );
    return this.#add(caller, vehicleId, publication, source);
  }

  async ingest(
    caller: SignedInCaller,
    vehicleId: string,
    { publication, source: sender, ...stream }: ParsedInput<'video:ingest'>,
  ): Promise<{ producerId: string; destination: { ip: string; port: number } }> {
    this.#expectPlaceFor(vehicleId, publication);
    if ((publication.track === 'camera') !== (kindOf(stream.codec) === 'video')) {
      throw new RequestError('invalid-input', `${stream.codec} cannot carry ${publication.track}`);
    }
    const client = this.dependencies.clients.of(caller);
    const source = await client.ingest(sender, stream, (producerId, end) => this.#ended(producerId, end));
    return { producerId: this.#add(caller, vehicleId, publication, source), destination: source.destination };
  }

  /** Ends one of the caller's own tracks, with the reason that the record will give for the gap. */
  unpublish(caller: SignedInCaller, producerId: string, reason: GapReason): void {
    this.#reasons.set(producerId, reason);
    this.dependencies.clients.of(caller).closeMedia(producerId);
    this.#reasons.delete(producerId);
  }

  async watch(caller: SignedInCaller, cameraId: string): Promise<Consumption> {
    const camera = this.dependencies.fleet.camera(cameraId);
    if (!camera) throw new RequestError('not-found', 'there is no such camera');
    const key = trackKey(camera.vehicleId, { track: 'camera', view: camera.view });
    return await this.#open(caller, key, 'video.watch', { kind: 'camera', id: cameraId }, camera.vehicleId);
  }

  async listen(caller: SignedInCaller, vehicleId: string): Promise<Consumption> {
    const key = trackKey(vehicleId, { track: 'evidence-sound' });
    return await this.#open(caller, key, 'video.listen', { kind: 'vehicle', id: vehicleId }, vehicleId);
  }

  close(): void {
    this.#silence.close();
  }

  /**
   * The audit row is written while the consumer is made, and the consumer sends nothing before the row stands: it
   * costs no time that is seen, and no view goes without its row.
   */
  async #open(
    caller: SignedInCaller,
    key: string,
    permission: Permission,
    subject: Subject & { id: string },
    vehicleId: string,
  ): Promise<Consumption> {
    const { clients, fleet, log } = this.dependencies;
    const track = this.#tracks.get(key);
    if (!track) throw new RequestError('conflict', 'it sends nothing now');
    const vehicle = fleet.vehicle(vehicleId);
    const written = this.#views.add({
      caller,
      action: permission,
      subject,
      ...(vehicle ? { placeId: vehicle.placeId, details: { plate: vehicle.plate } } : {}),
    });
    written.catch((error: unknown) => log.error({ err: error, permission }, 'an audit row was not written'));
    return await clients.of(caller).consume(track, { permission, subjects: [subject], before: written });
  }

  #add(caller: SignedInCaller, vehicleId: string, publication: Publication, source: Source): string {
    const track: Track = {
      producer: source.producer,
      worker: source.worker,
      key: trackKey(vehicleId, publication),
      vehicleId,
      track: publication.track,
      view: publication.track === 'camera' ? publication.view : null,
      connectionId: caller.connectionId,
      publishedAt: this.dependencies.clock(),
    };
    if (source.producer.closed) throw new RequestError('conflict', 'it has ended before it was answered');
    const older = this.#tracks.get(track.key);
    if (older) this.#replace(older, track);
    this.#tracks.set(track.key, track);
    this.#silence.add(track);
    if (track.track === 'evidence-sound') this.#watchLevel(track);
    this.#producerListeners.forEach((listener) => listener(track));
    this.#show(track, true, 'unknown');
    return track.producer.id;
  }

  #watchLevel({ worker, producer, key }: Track): void {
    worker.soundLevels.watch(producer).catch((error: unknown) => {
      if (!producer.closed) this.dependencies.log.warn({ err: error, track: key }, 'the level of a sound is not known');
    });
  }

  #replace(older: Track, newer: Track): void {
    const producerId = older.producer.id;
    this.#reasons.set(producerId, older.connectionId === newer.connectionId ? 'camera-changed' : 'vehicle-offline');
    this.dependencies.clients.closeProducer(older.connectionId, producerId);
    this.#reasons.delete(producerId);
  }

  #ended(producerId: string, end: ProducerEnd): void {
    const track = [...this.#tracks.values()].find(({ producer }) => producer.id === producerId);
    if (!track) return;
    const reason = this.#reasons.get(producerId) ?? reasonOfEnd[end];
    this.#tracks.delete(track.key);
    this.#silence.remove(track);
    this.#closedListeners.forEach((listener) => listener(track, reason));
    this.#show(track, false, reason);
  }

  #showSilence(track: Track, silent: boolean): void {
    this.dependencies.log.info({ track: track.key, silent }, 'a track has changed between silent and heard');
    this.#show(track, !silent, 'no-media');
  }

  #show({ track, vehicleId, view, producer }: Track, live: boolean, reason: GapReason): void {
    const { fleet, log } = this.dependencies;
    if (track === 'evidence-sound') return fleet.setSound(vehicleId, live ? 'live' : reason);
    const shown = fleet.setCameraState(
      `${vehicleId}:${view}`,
      live ? { state: 'live', producerId: producer.id } : { state: 'off', reason },
    );
    shown.catch((error: unknown) => log.error({ err: error, vehicleId, view }, 'a change of a camera was not told'));
  }

  /** A vehicle publishes only the cameras that it is known to have. */
  #expectPlaceFor(vehicleId: string, publication: Publication): void {
    const { fleet } = this.dependencies;
    const known =
      publication.track === 'camera' ? fleet.camera(`${vehicleId}:${publication.view}`) : fleet.vehicle(vehicleId);
    if (!known) throw new RequestError('not-found', 'the vehicle has no such camera');
  }
}
