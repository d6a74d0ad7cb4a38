import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Camera, Vehicle } from '@protocol';
import { MediaClients } from '../media/MediaClients';
import { MediaWorkers } from '../media/MediaWorkers';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  listenOn,
  silentLog,
} from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Cameras } from '../video/Cameras';
import { Audit } from './Audit';

const START_LIMIT_MS = 120_000;

const camera: Camera = {
  ...{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'off', reason: 'unknown', producerId: null },
};
const vehicle: Vehicle = {
  ...{ id: 'car', plate: '鄂A·12345', placeId: 'east', online: true, onDuty: true, status: 'free', crew: [] },
  ...{ cameras: [camera], hasSound: true, soundReason: null, position: null, revision: 1 },
};

describe.skipIf(!hasWorker)('the audit record', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let workers: MediaWorkers;
  let clients: MediaClients;
  let cameras: Cameras;
  const connections = new HandMadeConnections();

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(22_900), log: silentLog });
    const rights = new HandMadeRights();
    clients = MediaClients.create({ workers, connections, rights, announcer: new KeptAnnouncer() });
    cameras = Cameras.create({
      clients,
      fleet: {
        vehicle: () => vehicle,
        camera: () => camera,
        setCameraState: () => Promise.resolve(),
        setSound: () => undefined,
      },
      ...{ audit: new Audit(() => 5_000), database: databases.main, log: silentLog, clock: Date.now },
    });
  }, START_LIMIT_MS);
  afterAll(async () => {
    cameras.close();
    clients.close();
    workers.close();
    await databases.close();
    await folder.remove();
  });

  it('has who watched which camera and who listened to which vehicle, before anything is sent', async () => {
    const crew = connections.signIn('crew', 'car');
    const source = (port: number) => ({ source: { ip: '127.0.0.1', port }, payloadType: 96, ssrc: port });
    await cameras.ingest(crew, 'car', {
      ...source(22_001),
      ...{ publication: { track: 'camera', view: 'front' }, codec: 'H264' },
    });
    await cameras.ingest(crew, 'car', { ...source(22_002), publication: { track: 'evidence-sound' }, codec: 'opus' });
    const dispatcher = connections.signIn('dispatcher', null, '李');
    const client = clients.of(dispatcher);
    client.introduce((await workers.leastLoaded()).router.rtpCapabilities);

    await client.resume((await cameras.watch(dispatcher, 'car:front')).consumerId);
    await client.resume((await cameras.listen(dispatcher, 'car')).consumerId);
    const rows = await databases.main
      .selectFrom('audit')
      .select(['at', 'action', 'actorName', 'address', 'outcome', 'subjectKind', 'subjectId', 'placeId', 'details'])
      .orderBy('number')
      .execute();
    const row = (action: string, subjectKind: string, subjectId: string) => ({
      ...{ at: 5_000, action, actorName: '李', address: '127.0.0.1', outcome: 'done', subjectKind, subjectId },
      ...{ placeId: 'east', details: { plate: '鄂A·12345' } },
    });
    expect(rows).toEqual([row('video.watch', 'camera', 'car:front'), row('video.listen', 'vehicle', 'car')]);
  });
});
