import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Camera, Vehicle } from '@protocol';
import { AutomaticAlarms } from '../alarms/AutomaticAlarms';
import { defaultThresholds } from '../alarms/Thresholds';
import { hasWorker, silentLog } from '../media/mediaForTests';
import { h264Clip, hasFfmpeg } from '../recorder/clipForTests';
import { datagramOf, pause, type RtpSource } from '../recorder/recorderForTests';
import type { StreamCodec } from '../recorder/recorderProtocol';
import { GapsTable } from './GapsTable';
import type { Recording } from './Recording';
import { RecordingHouse } from './RecordingHouse';
import { SegmentsTable } from './SegmentsTable';

const VOLUME_BYTES = 60_000_000;
const PATIENCE_MS = 240_000;
const VEHICLES = ['car-1', 'car-2'];

/** A small volume of its own can be had by the administrator of a Linux machine alone. */
function mountVolume(place: string): boolean {
  mkdirSync(place, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${VOLUME_BYTES}`, 'tmpfs', place]).status === 0;
}

const folder = mkdtempSync(join(tmpdir(), 'zhiqin-full-volume-'));
const volume = join(folder, 'recordings');
const canMount = mountVolume(volume);
if (!canMount) console.warn('SKIPPED: a full disk from end to end, for this user may not mount a small volume');

/** Everything is the product's own: media workers, the recorder's process, plan, journal intake, ledger and alarms. */
describe.skipIf(!canMount || !hasWorker || !hasFfmpeg)('a full disk', { timeout: PATIENCE_MS }, () => {
  const filler = join(volume, 'filler');
  const urgent = new Set<string>();
  const raised: string[] = [];
  let house: RecordingHouse;
  let recording: Recording;
  let alarms: AutomaticAlarms;
  let isSending = true;
  let sending: Promise<unknown>;

  const growing = (vehicleId: string): number =>
    Math.max(0, ...recording.openSegments().map((row) => (row.vehicleId === vehicleId ? row.endedAt : 0)));
  const grows = async (vehicleId: string): Promise<void> => {
    const before = Math.max(Date.now() - 1_000, growing(vehicleId));
    await eventually(`${vehicleId} is recorded`, () => growing(vehicleId) > before);
  };
  const media = (): string[] =>
    readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mp4'));
  const gapsOf = async (vehicleId: string) =>
    (await new GapsTable(house.databases.main).ofVehicle(vehicleId, 0, Date.now() + 60_000)).filter(
      ({ track }) => track === 'camera',
    );
  /** Leaves 4 % of the volume: less than what is kept for emergencies, and more than nothing. */
  const fill = (): void => {
    const { bavail, blocks, bsize } = statfsSync(volume);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail - Math.round(blocks * 0.04)) * bsize));
  };

  beforeAll(async () => {
    house = await RecordingHouse.create({
      ...{ folder, port: 23_300, isUrgent: (vehicleId) => urgent.has(vehicleId) },
      vehicles: VEHICLES.map(vehicleCalled),
    });
    const clip = h264Clip('160x90', 2);
    const ports: { source: RtpSource; port: number; codec: StreamCodec }[] = [];
    for (const [number, vehicleId] of VEHICLES.entries()) {
      const stream = { codec: 'H264', payloadType: 96, ssrc: 23_300 + number } as const;
      const { source, port } = await house.ingest({ vehicleId, view: 'front', stream });
      const codec = {
        mimeType: 'video/H264',
        payloadType: 96,
        ssrc: stream.ssrc,
        clockRate: 90_000,
        channels: 1,
      } as const;
      ports.push({ source, port, codec });
    }
    sending = Promise.all(
      ports.map(async ({ source, port, codec }) => {
        let sequenceNumber = 0;
        for (let sent = 0; isSending; sent += 1) {
          const payloads = clip[sent % clip.length] ?? [];
          for (const [index, payload] of payloads.entries()) {
            const marker = index === payloads.length - 1;
            await source.send(datagramOf({ sequenceNumber, timestamp: sent * 3_600, marker, payload }, codec), port);
            sequenceNumber += 1;
          }
          await pause(40);
        }
      }),
    );
    await house.open();
    ({ recording } = house);
    const { fleet, places } = house;
    alarms = AutomaticAlarms.create({
      ...{ recording, fleet, places, cityPlaceId: 'city', log: silentLog, clock: Date.now },
      alarms: {
        open: () => [],
        raise: (fact) => Promise.resolve(void raised.push(`${fact.kind} ${fact.vehicleId ?? 'centre'}`)),
        clear: () => Promise.resolve(),
      },
      thresholds: { of: () => ({ thresholds: defaultThresholds, inherited: true }) },
      positions: { onReported: () => undefined },
      outlines: { metresOutside: () => null },
      cameras: { flowing: () => new Map(), digitallySilentMs: () => new Map() },
      kpis: { breached: () => [] },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    isSending = false;
    alarms.close();
    await sending;
    await house.close();
  }, PATIENCE_MS);

  it('stops routine recording first, with a gap that says why and an alarm, and deletes nothing', async () => {
    await Promise.all(VEHICLES.map(grows));
    const before = media();
    fill();
    const why = async (vehicleId: string): Promise<boolean> =>
      (await gapsOf(vehicleId)).some(({ reason, endedAt }) => reason === 'storage-full' && endedAt === null);
    for (const vehicleId of VEHICLES) await eventually(`${vehicleId} has a gap`, () => why(vehicleId));
    expect(recording.diskSpace.isFull).toBe(true);
    for (const vehicleId of VEHICLES) await eventually('an alarm', () => raised.includes(`recording-gap ${vehicleId}`));
    await eventually('an alarm of the disk', () => raised.includes('disk centre'));
    expect(media()).toEqual(expect.arrayContaining(before));
    expect(statfsSync(volume).bavail).toBeGreaterThan(0);
  });

  it('still records a vehicle that calls for help, out of what is kept for emergencies', async () => {
    urgent.add('car-2');
    await grows('car-2');
    await grows('car-2');
    expect(recording.diskSpace.isFull).toBe(true);
    expect(growing('car-1')).toBe(0);
  });

  it('records everything again by itself when there is room, and the gap has an end', async () => {
    const before = media();
    rmSync(filler);
    await grows('car-1');
    await eventually('the gap has ended', async () =>
      (await gapsOf('car-1')).every(({ reason, endedAt }) => reason !== 'storage-full' || endedAt !== null),
    );
    expect(media()).toEqual(expect.arrayContaining(before));
    const segments = await new SegmentsTable(house.databases.main).ofVehicle('car-2', 0, Date.now());
    expect(segments.length).toBeGreaterThan(0);
  });

  it('begins anew, within one look, what somebody took off the disk while it was being written', async () => {
    const open = recording.openSegments().find(({ vehicleId }) => vehicleId === 'car-1')!;
    rmSync(join(volume, open.path));
    await eventually('another file grows', () =>
      recording
        .openSegments()
        .some(
          ({ vehicleId, id, endedAt, startedAt }) => vehicleId === 'car-1' && id !== open.id && endedAt > startedAt,
        ),
    );
    expect(media()).not.toContain(open.path);
  });
});

afterAll(() => {
  spawnSync('umount', [volume]);
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for as long as the test may take, and says for what where it has taken longer. */
async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS - 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it never happened: ${what}`);
    await pause(50);
  }
}

function vehicleCalled(id: string): Vehicle {
  const front: Camera = {
    ...{ id: `${id}:front`, vehicleId: id, view: 'front', state: 'live', reason: null, producerId: id },
  };
  return {
    ...{ id, plate: id, placeId: 'city', online: true, onDuty: true, status: 'free', crew: [], cameras: [front] },
    ...{ hasSound: false, soundReason: null, position: null, revision: 1 },
  };
}
