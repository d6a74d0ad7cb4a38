import type { Camera, Vehicle } from '@protocol';
import { MediaClients } from '../signaling-server/media/MediaClients';
import { HandMadeConnections, HandMadeRights, KeptAnnouncer, silentLog } from '../signaling-server/media/mediaForTests';
import { MediaWorkers } from '../signaling-server/media/MediaWorkers';
import type { Databases } from '../signaling-server/persistence/database';
import { openEmptyDatabases } from '../signaling-server/persistence/openEmptyDatabases';
import { controlPath } from '../signaling-server/recorder/controlPath';
import { Coverage } from '../signaling-server/recording/Coverage';
import { JournalIntake } from '../signaling-server/recording/JournalIntake';
import { RecorderLink } from '../signaling-server/recording/RecorderLink';
import { RecordingPlan } from '../signaling-server/recording/RecordingPlan';
import type { Track } from '../signaling-server/video/Track';
import { freePorts } from '../test/fixtures/freePorts';

const INGEST_PORTS = { min: 26_000, max: 27_999 };

/** Where a stream is to be sent. */
export interface StreamPlace {
  readonly ssrc: number;
  readonly port: number;
}

/**
 * The recording half of a server over as many vehicles as are wanted, each on duty with one camera that is sent as plain
 * RTP: real media workers, plan, journal intake and ledger. What a vehicle is besides is made up here.
 */
export class RecordedCity {
  private constructor(
    readonly databases: Databases,
    readonly places: readonly StreamPlace[],
    readonly workerPids: readonly number[],
    readonly link: RecorderLink,
    readonly intake: JournalIntake,
    private readonly plan: RecordingPlan,
    private readonly coverage: Coverage,
    private readonly clients: MediaClients,
    private readonly workers: MediaWorkers,
  ) {}

  static async create(folder: string, streams: number, sourcePort: number): Promise<RecordedCity> {
    const clock = Date.now;
    const databases = await openEmptyDatabases(folder);
    const database = databases.main;
    const firstPort = await freePorts(4);
    const listen = { ip: '127.0.0.1', announcedAddress: null, firstPort, ingestPorts: INGEST_PORTS };
    const workers = await MediaWorkers.create({ count: 2, listen, log: silentLog });
    const connections = new HandMadeConnections();
    const announcer = new KeptAnnouncer();
    const clients = MediaClients.create({ workers, connections, rights: new HandMadeRights(), announcer });
    const tracks = new Map<string, Track>();
    const places: StreamPlace[] = [];
    for (let number = 0; number < streams; number += 1) {
      const vehicleId = `car-${number}`;
      const stream = { codec: 'H264', payloadType: 96, ssrc: 1_000 + number } as const;
      const client = clients.of(connections.signIn(vehicleId, vehicleId));
      const source = await client.ingest({ ip: '127.0.0.1', port: sourcePort }, stream, () => undefined);
      const key = `${vehicleId}:camera:front`;
      tracks.set(key, {
        ...{ producer: source.producer, worker: source.worker, key, vehicleId, track: 'camera', view: 'front' },
        ...{ connectionId: vehicleId, publishedAt: clock() },
      });
      places.push({ ssrc: stream.ssrc, port: source.destination.port });
    }
    const link = RecorderLink.create({ path: await controlPath(folder), log: silentLog });
    const intake = await JournalIntake.create({ database, volumes: [`${folder}/recordings`], log: silentLog });
    link.onMessage((message) => {
      if (message.type === 'journal-grew') intake.grew(message.volume, message.path);
    });
    const vehicles = new Map(places.map((_, number) => [`car-${number}`, vehicleCalled(`car-${number}`)]));
    const fleet = {
      vehicles: () => [...vehicles.values()],
      vehicle: (id: string) => vehicles.get(id) ?? null,
      onChanged: () => () => undefined,
    };
    const coverage = await Coverage.create({
      ...{ database, fleet, intake, log: silentLog, clock },
      recorderPresent: () => link.present,
      diskFails: () => false,
      storageFull: () => false,
      lacksKeyFrame: () => false,
    });
    const plan = RecordingPlan.create({
      ...{ link, fleet, talk: [], log: silentLog, clock, hasRoomFor: () => true },
      cameras: { producersOf: () => tracks, onProducer: () => undefined, onProducerClosed: () => undefined },
    });
    link.start();
    const pids = workers.all().map(({ pid }) => pid);
    return new RecordedCity(databases, places, pids, link, intake, plan, coverage, clients, workers);
  }

  async close(): Promise<void> {
    this.plan.close();
    this.link.close();
    await this.intake.close();
    await this.coverage.close();
    this.clients.close();
    this.workers.close();
    await this.databases.close();
  }
}

function vehicleCalled(id: string): Vehicle {
  const front: Camera = {
    id: `${id}:front`,
    vehicleId: id,
    view: 'front',
    state: 'live',
    reason: null,
    producerId: id,
  };
  return {
    ...{ id, plate: id, placeId: 'city', online: true, onDuty: true, status: 'free', crew: [], cameras: [front] },
    ...{ hasSound: false, soundReason: null, position: null, revision: 1 },
  };
}
