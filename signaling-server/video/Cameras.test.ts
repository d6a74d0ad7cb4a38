import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Camera, Vehicle } from '@protocol';
import type { AuditEntry } from '../audit/Audit';
import type { CameraChange, SoundChange } from '../fleet/Fleet';
import { MediaClients } from '../media/MediaClients';
import { MediaWorkers } from '../media/MediaWorkers';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  listenOn,
  silentLog,
  until,
} from '../media/mediaForTests';
import type { Schema } from '../persistence/schema';
import { Cameras } from './Cameras';

const camera: Camera = {
  id: 'vehicle-1:front',
  vehicleId: 'vehicle-1',
  view: 'front',
  state: 'off',
  reason: 'unknown',
  producerId: null,
};
const vehicle: Vehicle = {
  id: 'vehicle-1',
  plate: '鄂A·12345',
  placeId: 'team-1',
  online: true,
  onDuty: true,
  status: 'free',
  crew: [],
  cameras: [camera],
  hasSound: false,
  soundReason: null,
  position: null,
  revision: 1,
};
const publication = { track: 'camera', view: 'front' } as const;
const ingest = (port: number) =>
  ({ publication, source: { ip: '127.0.0.1', port }, codec: 'H264', payloadType: 96, ssrc: port }) as const;

/** Handed on to the audit, whose fake does not look at it. */
const withoutData = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new PostgresIntrospector(database),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

describe.skipIf(!hasWorker)('cameras', () => {
  let workers: MediaWorkers;
  let clients: MediaClients;
  let cameras: Cameras;
  const connections = new HandMadeConnections();
  const rights = new HandMadeRights();
  const announcer = new KeptAnnouncer();
  const shown: (CameraChange | SoundChange)[] = [];
  const told: string[] = [];
  const audited: AuditEntry[] = [];
  let auditing: Promise<void> = Promise.resolve();

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(20_900), log: silentLog });
    clients = MediaClients.create({ workers, connections, rights, announcer });
    cameras = Cameras.create({
      clients,
      fleet: {
        vehicle: (vehicleId) => (vehicleId === vehicle.id ? vehicle : null),
        camera: (cameraId) => (cameraId === camera.id ? camera : null),
        setCameraState: (_, change) => Promise.resolve(void shown.push(change)),
        setSound: (_, change) => void shown.push(change),
      },
      audit: {
        writeAll: (_, entries) => {
          audited.push(...entries);
          return auditing;
        },
      },
      database: withoutData,
      log: silentLog,
      clock: Date.now,
    });
    cameras.onProducer(({ key }) => told.push(`${key} began`));
    cameras.onProducerClosed(({ key }, reason) => told.push(`${key} ended: ${reason}`));
  });
  beforeEach(() => {
    for (const list of [shown, told, audited, announcer.said]) list.length = 0;
    auditing = Promise.resolve();
  });
  afterAll(() => {
    cameras.close();
    clients.close();
    workers.close();
  });

  it('goes live when it is published, and off with the reason that its terminal gives', async () => {
    const crew = connections.signIn('crew-1', 'vehicle-1');
    const { producerId } = await cameras.ingest(crew, 'vehicle-1', ingest(21_001));
    cameras.unpublish(crew, producerId, 'page-hidden');
    expect(shown).toEqual([
      { state: 'live', producerId },
      { state: 'off', reason: 'page-hidden' },
    ]);
    expect(told).toEqual(['vehicle-1:camera:front began', 'vehicle-1:camera:front ended: page-hidden']);
    expect(cameras.producersOf().size).toBe(0);
  });

  it('says of a sound that it goes out, and why not any more', async () => {
    const crew = connections.signIn('crew-sound', 'vehicle-1');
    const input = { ...ingest(21_009), publication: { track: 'evidence-sound' }, codec: 'opus' } as const;
    const { producerId } = await cameras.ingest(crew, 'vehicle-1', input);
    cameras.unpublish(crew, producerId, 'microphone-muted');
    expect(shown).toEqual(['live', 'microphone-muted']);
  });

  it('is replaced when it is published again, without having been off in between', async () => {
    const crew = connections.signIn('crew-2', 'vehicle-1');
    await cameras.ingest(crew, 'vehicle-1', ingest(21_002));
    const { producerId } = await cameras.ingest(crew, 'vehicle-1', ingest(21_003));
    expect(told).toEqual([
      'vehicle-1:camera:front began',
      'vehicle-1:camera:front ended: camera-changed',
      'vehicle-1:camera:front began',
    ]);
    expect(shown.at(-1)).toEqual({ state: 'live', producerId });
    connections.close('crew-2');
    expect(told.at(-1)).toBe('vehicle-1:camera:front ended: vehicle-offline');
    expect(shown.at(-1)).toEqual({ state: 'off', reason: 'vehicle-offline' });
  });

  it('refuses a camera that the vehicle does not have, and a codec that cannot carry the track', async () => {
    const crew = connections.signIn('crew-3', 'vehicle-1');
    const rear = { ...ingest(21_004), publication: { track: 'camera', view: 'rear' } as const };
    await expect(cameras.ingest(crew, 'vehicle-1', rear)).rejects.toMatchObject({ code: 'not-found' });
    const sound = { ...ingest(21_004), codec: 'opus' as const };
    await expect(cameras.ingest(crew, 'vehicle-1', sound)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(cameras.watch(crew, 'vehicle-9:front')).rejects.toMatchObject({ code: 'not-found' });
    await expect(cameras.watch(crew, camera.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  describe('that someone watches', () => {
    const rtpCapabilities = async () => (await workers.leastLoaded()).router.rtpCapabilities;

    it('leaves an audit row, and sends nothing before that row stands', async () => {
      const crew = connections.signIn('crew-4', 'vehicle-1');
      const dispatcher = connections.signIn('dispatcher-1', null);
      await cameras.ingest(crew, 'vehicle-1', ingest(21_005));
      clients.of(dispatcher).introduce(await rtpCapabilities());
      let stand: () => void = () => undefined;
      auditing = new Promise((resolve) => (stand = resolve));
      const { consumerId, transport } = await cameras.watch(dispatcher, camera.id);
      expect(transport).not.toBeNull();
      expect(audited).toMatchObject([
        { action: 'video.watch', subject: { kind: 'camera', id: camera.id }, placeId: 'team-1' },
      ]);
      const steps: string[] = [];
      const resumed = clients
        .of(dispatcher)
        .resume(consumerId)
        .then(() => steps.push('resumed'));
      await new Promise((resolve) => setTimeout(resolve, 30));
      steps.push('row stands');
      stand();
      await resumed;
      expect(steps).toEqual(['row stands', 'resumed']);
      const again = await cameras.watch(dispatcher, camera.id);
      expect(again.transport).toBeNull();
      connections.close('crew-4');
      await until('both watchers are told', () => announcer.named('media:consumerClosed').length === 2);
      expect(announcer.named('media:consumerClosed')).toContainEqual({ consumerId, reason: 'producer-closed' });
      connections.close('dispatcher-1');
    });

    it('is not shown where its audit row cannot be written', async () => {
      const crew = connections.signIn('crew-5', 'vehicle-1');
      const dispatcher = connections.signIn('dispatcher-2', null);
      await cameras.ingest(crew, 'vehicle-1', ingest(21_006));
      clients.of(dispatcher).introduce(await rtpCapabilities());
      auditing = Promise.reject(new Error('the database is away'));
      const { consumerId } = await cameras.watch(dispatcher, camera.id);
      await expect(clients.of(dispatcher).resume(consumerId)).rejects.toThrow('the database is away');
      connections.close('crew-5');
      connections.close('dispatcher-2');
    });

    it('is closed when the right to it is lost', async () => {
      const crew = connections.signIn('crew-6', 'vehicle-1');
      const dispatcher = connections.signIn('dispatcher-3', null);
      await cameras.ingest(crew, 'vehicle-1', ingest(21_007));
      clients.of(dispatcher).introduce(await rtpCapabilities());
      const { consumerId } = await cameras.watch(dispatcher, camera.id);
      rights.lose('dispatcher-3', 'video.watch');
      expect(announcer.named('media:consumerClosed')).toEqual([{ consumerId, reason: 'right-lost' }]);
      await expect(clients.of(dispatcher).resume(consumerId)).rejects.toMatchObject({ code: 'not-found' });
      expect(rights.watched.size).toBe(0);
    });
  });
});
