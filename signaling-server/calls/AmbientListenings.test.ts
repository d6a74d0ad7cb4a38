import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { MediaClients } from '../media/MediaClients';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  listenOn,
  silentLog,
  until,
} from '../media/mediaForTests';
import { MediaWorkers } from '../media/MediaWorkers';
import type { Databases } from '../persistence/database';
import { Cameras } from '../video/Cameras';
import type { SignedInCaller } from '../wire/Caller';
import { AmbientListenings } from './AmbientListenings';
import { emptyDatabases, HandMadeFleet, vehicleOf } from './callsForTests';

describe.skipIf(!hasWorker)('ambient listening, through a real media worker', () => {
  let databases: Databases;
  let remove: () => Promise<void>;
  let workers: MediaWorkers;
  let clients: MediaClients;
  let cameras: Cameras;
  let listenings: AmbientListenings;
  let desk: SignedInCaller;
  let now = 0;
  let port = 22_700;
  let canWrite = true;
  const connections = new HandMadeConnections();
  const rights = new HandMadeRights();
  const announcer = new KeptAnnouncer();
  const fleet = new HandMadeFleet();
  const clock = (): number => now;
  const asked = { vehicleId: 'a', reason: '呼叫三次无人应答' };

  const start = async (): Promise<void> => {
    const audit = new Audit(clock);
    listenings = await AmbientListenings.create({
      ...{ database: databases.main, clients, cameras, fleet, log: silentLog, clock },
      audit: {
        write: (database, entry) =>
          canWrite ? audit.write(database, entry) : Promise.reject(new Error('the disk is full')),
      },
    });
  };
  const rows = () => databases.main.selectFrom('ambientListenings').selectAll().orderBy('startedAt').execute();
  const audited = () =>
    databases.main.selectFrom('audit').select(['action', 'actorName', 'subjectId']).orderBy('number').execute();
  const send = async (): Promise<SignedInCaller> => {
    const crew = connections.signIn('crew-a', 'a');
    port += 1;
    const source = { ip: '127.0.0.1', port };
    const sound = { publication: { track: 'evidence-sound' }, source, codec: 'opus', payloadType: 100 } as const;
    await cameras.ingest(crew, 'a', { ...sound, ssrc: port });
    return crew;
  };
  const isOver = async (): Promise<boolean> => (await rows()).every(({ endedAt }) => endedAt !== null);

  beforeAll(async () => {
    ({ databases, remove } = await emptyDatabases());
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(22_600), log: silentLog });
    clients = MediaClients.create({ workers, connections, rights, announcer });
    cameras = Cameras.create({
      ...{ clients, database: databases.main, log: silentLog, clock: Date.now, audit: new Audit(clock) },
      fleet: {
        vehicle: (vehicleId) => fleet.vehicle(vehicleId),
        camera: () => null,
        setCameraState: () => Promise.resolve(),
        setSound: () => undefined,
      },
    });
    fleet.put(vehicleOf('a'));
  }, 120_000);
  beforeEach(async () => {
    now = 1_000_000;
    canWrite = true;
    await databases.main.deleteFrom('ambientListenings').execute();
    await start();
    desk = connections.signIn('desk-1', null, '李红');
    clients.of(desk).introduce((await workers.leastLoaded()).router.rtpCapabilities);
    await send();
    announcer.said.length = 0;
  });
  afterEach(async () => {
    connections.close('desk-1');
    await listenings.close();
  });
  afterAll(async () => {
    cameras.close();
    clients.close();
    workers.close();
    await remove();
  });

  it('stands in the audit with its reason before there is sound, and in the crew’s record only when it is over', async () => {
    const before = (await audited()).length;
    const { listening, consumption } = await listenings.begin(desk, asked);
    expect(consumption.kind).toBe('audio');
    expect((await audited()).slice(before)).toEqual([
      { action: 'calls.listenAmbient', actorName: '李红', subjectId: 'a' },
    ]);
    expect(await rows()).toMatchObject([{ id: listening.id, reason: asked.reason, listenerName: '李红' }]);
    expect(announcer.said).toEqual([]);
    expect(await listenings.ofVehicle('a')).toEqual([]);

    now += 20_000;
    const ended = await listenings.end(desk, listening.id);
    expect(ended).toEqual({ ...listening, endedAt: now });
    expect(await listenings.ofVehicle('a')).toEqual([ended]);
    expect(await listenings.ofVehicle('b')).toEqual([]);
    expect((await audited()).at(-1)).toMatchObject({ action: 'calls.endAmbient', actorName: '李红' });
    expect(await listenings.end(desk, listening.id)).toEqual(ended);
    await expect(clients.of(desk).resume(consumption.consumerId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused where its record cannot be written, and lets no sound out', async () => {
    canWrite = false;
    await expect(listenings.begin(desk, asked)).rejects.toThrow('the disk is full');
    expect(await rows()).toEqual([]);
    expect(rights.watched.size).toBe(0);
  });

  it('is refused while the vehicle sends nothing, to one who listens already, and its end to another person', async () => {
    await expect(listenings.begin(desk, { ...asked, vehicleId: 'b' })).rejects.toMatchObject({ code: 'conflict' });
    const { listening } = await listenings.begin(desk, asked);
    await expect(listenings.begin(desk, asked)).rejects.toMatchObject({ code: 'conflict' });
    const other = connections.signIn('desk-2', null);
    await expect(listenings.end(other, listening.id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listenings.end(desk, 'no such listening')).rejects.toMatchObject({ code: 'not-found' });
    expect(await isOver()).toBe(false);
  });

  it('ends with the listener’s right, his line, and the sound of the vehicle', async () => {
    await listenings.begin(desk, asked);
    rights.lose('desk-1', 'calls.listenAmbient');
    await until('the end is stored', isOver);
    await listenings.begin(desk, asked);
    connections.close('crew-a');
    await until('the end is stored', isOver);
    await send();
    await listenings.begin(desk, asked);
    connections.close('desk-1');
    await until('the end is stored', isOver);
    expect(await rows()).toHaveLength(3);
  });

  it('that a dead server left is ended at the next start', async () => {
    await listenings.begin(desk, asked);
    const dead = listenings;
    now += 5_000;
    await start();
    expect(await rows()).toMatchObject([{ endedAt: now }]);
    expect(await listenings.ofVehicle('a')).toHaveLength(1);
    await dead.close();
  });

  it('is shown to the crew for 30 days', async () => {
    const { listening } = await listenings.begin(desk, asked);
    await listenings.end(desk, listening.id);
    now += 29 * 86_400_000;
    expect(await listenings.ofVehicle('a')).toHaveLength(1);
    now += 2 * 86_400_000;
    expect(await listenings.ofVehicle('a')).toEqual([]);
  });
});
