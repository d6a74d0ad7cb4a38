import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { CameraView, Vehicle } from '@protocol';
import { MediaClients } from '../media/MediaClients';
import { HandMadeConnections, HandMadeRights, KeptAnnouncer, listenOn, silentLog } from '../media/mediaForTests';
import { MediaWorkers } from '../media/MediaWorkers';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { RtpSource, startRecorder } from '../recorder/recorderForTests';
import type { Track } from '../video/Track';
import { Recording } from './Recording';

export interface RecordingHouseSettings {
  readonly folder: string;
  /** Media workers listen from here on. */
  readonly port: number;
  readonly vehicles: readonly Vehicle[];
  readonly isUrgent: (vehicleId: string) => boolean;
}

/** What a vehicle's own recorder sends by RTP, without a page. */
export interface SentTrack {
  readonly vehicleId: string;
  readonly view: CameraView | null;
  readonly stream: Parameters<ReturnType<MediaClients['of']>['ingest']>[1];
}

/** For tests: media workers, the recorder's process, plan, journal intake and ledger are the product's own. */
export class RecordingHouse {
  readonly places = Places.of([{ id: 'city', parentId: null, name: 'City', kind: 'city' }]);
  readonly fleet;
  private readonly tracks = new Map<string, Track>();
  private readonly sources: RtpSource[] = [];
  private opened: Recording | null = null;

  private constructor(
    private readonly settings: RecordingHouseSettings,
    readonly databases: Databases,
    private readonly recorder: ChildProcess,
    private readonly workers: MediaWorkers,
    private readonly connections: HandMadeConnections,
    private readonly clients: MediaClients,
  ) {
    const vehicles = new Map(settings.vehicles.map((vehicle) => [vehicle.id, vehicle]));
    this.fleet = {
      vehicles: () => [...vehicles.values()],
      vehicle: (id: string) => vehicles.get(id) ?? null,
      onChanged: () => () => undefined,
    };
  }

  static async create(settings: RecordingHouseSettings): Promise<RecordingHouse> {
    const databases = await openEmptyDatabases(join(settings.folder, 'data'));
    const recorder = startRecorder(settings.folder);
    const workers = await MediaWorkers.create({ count: 1, listen: listenOn(settings.port), log: silentLog });
    const connections = new HandMadeConnections();
    const clients = MediaClients.create({
      ...{ workers, connections, rights: new HandMadeRights(), announcer: new KeptAnnouncer() },
    });
    return new RecordingHouse(settings, databases, recorder, workers, connections, clients);
  }

  /** What is recorded here; there from `open` on. */
  get recording(): Recording {
    if (!this.opened) throw new Error('nothing is recorded yet');
    return this.opened;
  }

  get volume(): string {
    return join(this.settings.folder, 'recordings');
  }

  /** Takes in what a vehicle is going to send; answers from where and to which port. */
  async ingest({ vehicleId, view, stream }: SentTrack): Promise<{ readonly source: RtpSource; readonly port: number }> {
    const source = await RtpSource.create();
    this.sources.push(source);
    const client = this.clients.of(this.connections.signIn(vehicleId, vehicleId));
    const { producer, worker, destination } = await client.ingest(source.address, stream, () => undefined);
    const track = view === null ? 'evidence-sound' : 'camera';
    const key = view === null ? `${vehicleId}:${track}` : `${vehicleId}:${track}:${view}`;
    const connection = { connectionId: vehicleId, publishedAt: Date.now() };
    this.tracks.set(key, { producer, worker, key, vehicleId, track, view, ...connection });
    return { source, port: destination.port };
  }

  /** Begins to record what has been taken in. */
  async open(): Promise<void> {
    const { fleet, places, settings, databases } = this;
    this.opened = await Recording.create({
      ...{ database: databases.main, fleet, places, talk: [], cityPlaceId: 'city', dataFolder: settings.folder },
      ...{ volumes: [this.volume], archive: null, announcer: new KeptAnnouncer(), log: silentLog, clock: Date.now },
      audit: { write: () => Promise.resolve(1) },
      feed: { add: () => Promise.resolve() },
      cameras: { producersOf: () => this.tracks, onProducer: () => undefined, onProducerClosed: () => undefined },
      isUrgent: settings.isUrgent,
    });
  }

  /** Whoever sends has stopped before. */
  async close(): Promise<void> {
    await this.opened?.close();
    this.clients.close();
    this.sources.forEach((source) => source.close());
    this.workers.close();
    const ended = once(this.recorder, 'exit');
    this.recorder.kill('SIGTERM');
    await ended;
    await this.databases.close();
  }
}
