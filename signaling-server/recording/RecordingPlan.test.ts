import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
  until,
} from '../media/mediaForTests';
import type { FromRecorder, StreamStatistics, ToRecorder } from '../recorder/recorderProtocol';
import type { Track } from '../video/Track';
import { RecordingPlan } from './RecordingPlan';

const START_MS = 1_795_000_000_000;
const front: Camera = {
  ...{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'live', reason: null, producerId: null },
};
const car: Vehicle = {
  ...{ id: 'car', plate: '鄂A·12345', placeId: 'east', online: true, onDuty: true, status: 'free', crew: [] },
  ...{ cameras: [front], hasSound: false, soundReason: null, position: null, revision: 1 },
};

/** A recorder that opens every stream at once and keeps what it was told. */
class WillingRecorder {
  present = true;
  readonly told: ToRecorder[] = [];
  readonly #listeners: ((message: FromRecorder) => void)[] = [];
  onPresent = (): void => undefined;
  onLost = (): void => undefined;
  onMessage = (listener: (message: FromRecorder) => void): void => void this.#listeners.push(listener);
  send = (message: ToRecorder): void => void this.told.push(message);
  openStream = (): Promise<number> => Promise.resolve(9);

  say(message: FromRecorder): void {
    this.#listeners.forEach((listener) => listener(message));
  }
  started = (): string[] => this.told.flatMap((message) => (message.type === 'start-stream' ? message.streamId : []));
  closed = (): string[] =>
    this.told.flatMap((message) => (message.type === 'close-stream' ? `${message.streamId} ${message.reason}` : []));
}

describe.skipIf(!hasWorker)('what is to be recorded', () => {
  let workers: MediaWorkers;
  let clients: MediaClients;
  let track: Track;
  let recorder: WillingRecorder;
  let plan: RecordingPlan;
  let vehicle: Vehicle;
  let now: number;
  let hasRoom: boolean;

  beforeAll(async () => {
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(23_100), log: silentLog });
    const connections = new HandMadeConnections();
    clients = MediaClients.create({
      ...{ workers, connections, rights: new HandMadeRights(), announcer: new KeptAnnouncer() },
    });
    const crew = connections.signIn('crew', 'car');
    const stream = { codec: 'H264', payloadType: 96, ssrc: 23_001 } as const;
    const source = await clients.of(crew).ingest({ ip: '127.0.0.1', port: 23_001 }, stream, () => undefined);
    track = {
      ...{ producer: source.producer, worker: source.worker, key: 'car:camera:front', vehicleId: 'car' },
      ...{ track: 'camera', view: 'front', connectionId: 'crew', publishedAt: START_MS },
    };
  });
  beforeEach(async () => {
    now = START_MS;
    hasRoom = true;
    vehicle = car;
    recorder = new WillingRecorder();
    plan = RecordingPlan.create({
      link: recorder,
      fleet: { vehicle: () => vehicle, onChanged: () => () => undefined },
      cameras: {
        producersOf: () => new Map([[track.key, track]]),
        onProducer: () => undefined,
        onProducerClosed: () => undefined,
      },
      talk: [],
      hasRoomFor: () => hasRoom,
      log: silentLog,
      clock: () => now,
    });
    await until('the camera is on its way', () => recorder.started().length === 1);
  });
  afterEach(() => plan.close());
  afterAll(() => {
    clients.close();
    workers.close();
  });

  const tell = (part: Partial<StreamStatistics>): void => {
    const stream = { packets: 0, lostPackets: 0, writing: false, diskFails: false, lastPacketAt: null, ...part };
    recorder.say({
      type: 'statistics',
      volumes: [],
      streams: [{ streamId: recorder.started().at(-1)!, ...stream }],
    });
  };

  it('is begun anew where the recorder has had nothing of a live camera for eight seconds', async () => {
    const [first] = recorder.started();
    now += 7_900;
    tell({});
    expect(recorder.closed()).toEqual([]);
    now += 200;
    tell({});
    expect(recorder.closed()).toEqual([`${first} no-media`]);
    await until('it is begun anew', () => recorder.started().length === 2);
    expect(recorder.started()[1]).not.toBe(first);
  });

  it('is begun anew eight seconds after the last packet, and then has eight seconds of its own', async () => {
    tell({ packets: 10, lastPacketAt: START_MS + 60_000 });
    now += 67_900;
    tell({ packets: 10, lastPacketAt: START_MS + 60_000 });
    expect(recorder.closed()).toEqual([]);
    now += 200;
    tell({ packets: 10, lastPacketAt: START_MS + 60_000 });
    expect(recorder.closed()).toHaveLength(1);
    await until('it is begun anew', () => recorder.started().length === 2);
    now += 7_900;
    tell({});
    expect(recorder.closed()).toHaveLength(1);
  });

  it('is left as it is while the camera itself is known to be off', () => {
    vehicle = { ...car, cameras: [{ ...front, state: 'off', reason: 'camera-busy' }] };
    now += 60_000;
    tell({});
    expect(recorder.closed()).toEqual([]);
  });

  it('ends with its reason when there is no room for routine, and begins again when there is', async () => {
    const [first = ''] = recorder.started();
    hasRoom = false;
    plan.roomChanged();
    expect(recorder.closed()).toEqual([`${first} storage-full`]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(recorder.started()).toHaveLength(1);
    hasRoom = true;
    plan.roomChanged();
    await until('the camera is on its way again', () => recorder.started().length === 2);
  });

  it('is begun anew where its bytes are not on the disk', async () => {
    const [first = ''] = recorder.started();
    plan.renew('car', 'camera', 'front');
    expect(recorder.closed()).toEqual([`${first} disk-error`]);
    await until('the camera is on its way again', () => recorder.started().length === 2);
  });

  it('lacks key frames where packets come and no picture for three seconds', () => {
    const camera = { vehicleId: 'car', track: 'camera', cameraView: 'front' } as const;
    tell({ packets: 100, lastPacketAt: now });
    expect(plan.lacksKeyFrame(camera)).toBe(false);
    now += 3_000;
    tell({ packets: 200, lastPacketAt: now });
    expect(plan.lacksKeyFrame(camera)).toBe(true);
    tell({ packets: 300, lastPacketAt: now, writing: true });
    expect(plan.lacksKeyFrame(camera)).toBe(false);
  });

  it('ends when the vehicle goes off duty', async () => {
    const [first] = recorder.started();
    vehicle = { ...car, onDuty: false };
    await until('it is closed', () => recorder.closed().length === 1);
    expect(recorder.closed()).toEqual([`${first} off-duty`]);
  });
});
