import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmKinds, type Alarm, type AlarmKind, type AlarmThresholds, type Place, type Vehicle } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import { machineClock } from '../orders/DueMoments';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import { SeedVehiclesTable } from '../people/SeedVehiclesTable';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { DiskSpace } from '../recording/DiskSpace';
import { Holds } from '../recording/Holds';
import { Kpis } from '../status/Kpis';
import { Connections } from '../wire/Connections';
import { Alarms } from './Alarms';
import { AutomaticAlarms, type AutomaticAlarmsDependencies } from './AutomaticAlarms';
import { DistrictOutlines } from './DistrictOutlines';
import { defaultThresholds } from './Thresholds';

const START_LIMIT_MS = 120_000;
const START = 1_795_000_000_000;
const placeList: Place[] = [
  { id: 'city', name: '市', kind: 'city', parentId: null },
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
];
const corner = (longitude: number, latitude: number) => ({ longitude, latitude });
const outlines = DistrictOutlines.of(
  new Map([['east', [[corner(114, 30), corner(115, 30), corner(115, 31), corner(114, 31)]]]]),
);
const working: Vehicle = {
  ...{ id: 'car', plate: '鄂A·00001', placeId: 'east', online: true, onDuty: true, status: 'free', crew: ['张伟'] },
  cameras: [{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'live', reason: null, producerId: 'p' }],
  ...{ hasSound: true, soundReason: null, position: null, revision: 1 },
};
type Gap = ReturnType<AutomaticAlarmsDependencies['recording']['openGaps']>[number];

/** What a second of the world is made of; one thing at a time goes wrong in it. */
interface World {
  vehicle: Vehicle;
  place: { longitude: number; latitude: number };
  speed: number;
  /** By how much the device's clock is behind. */
  clockBehindMs: number;
  keyFrameComes: boolean;
  gaps: Gap[];
  freeShare: number;
  volumeWorks: boolean;
  probeMs: number;
  /** Since when its sound has been nothing but digital silence; null while something is heard. */
  silentSince: number | null;
}
const well = (): World => ({
  ...{ vehicle: working, place: corner(114.3, 30.6), speed: 40, clockBehindMs: 100, keyFrameComes: true },
  ...{ gaps: [], freeShare: 0.5, volumeWorks: true, probeMs: 50, silentSince: null },
});

/** The kinds that are found by looking at pictures (`PictureWatch.test.ts`), and the one that a crew raises. */
const elsewhere: readonly AlarmKind[] = ['sos', 'frozen-picture', 'black-picture', 'covered-picture'];

interface Case {
  readonly kind: AlarmKind;
  /** Where there is more than one thing that may be wrong. */
  readonly what?: string;
  readonly wrong: (at: number) => Partial<World>;
  /** It is an alarm after so long, and was none a good deal earlier. */
  readonly afterSeconds: number;
  readonly threshold: keyof AlarmThresholds | null;
}
const dark = { ...working, cameras: working.cameras.map((camera) => ({ ...camera, state: 'off' as const })) };
/** Up and down a road, a hundred metres each ten seconds. */
const driven = (at: number): number => (Math.floor(at / 10_000) % 2) / 1_000;
const gapSince = (startedAt: number): Gap => ({
  ...{ id: 'gap', vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front' },
  ...{ startedAt, endedAt: null, reason: 'no-media' },
});
const cases: readonly Case[] = [
  {
    ...{ kind: 'vehicle-lost', afterSeconds: 30, threshold: 'vehicleLostSeconds' },
    wrong: () => ({ vehicle: { ...working, online: false } }),
  },
  { kind: 'camera-lost', afterSeconds: 30, threshold: 'cameraLostSeconds', wrong: () => ({ vehicle: dark }) },
  { kind: 'no-key-frames', afterSeconds: 15, threshold: 'noKeyFramesSeconds', wrong: () => ({ keyFrameComes: false }) },
  {
    ...{ kind: 'no-sound', what: 'none is sent', afterSeconds: 60, threshold: 'noSoundSeconds' },
    wrong: () => ({ vehicle: { ...working, hasSound: false } }),
  },
  {
    ...{ kind: 'no-sound', what: 'nothing is in it', afterSeconds: 120, threshold: 'silentSoundSeconds' },
    wrong: (at) => ({ silentSince: at }),
  },
  {
    ...{ kind: 'left-area', afterSeconds: 60, threshold: 'leftAreaSeconds' },
    wrong: () => ({ place: corner(115.01, 30.6) }),
  },
  { kind: 'overspeed', afterSeconds: 5, threshold: 'overspeedKilometresPerHour', wrong: () => ({ speed: 101 }) },
  { kind: 'still-too-long', afterSeconds: 45 * 60, threshold: 'stillMinutes', wrong: () => ({ speed: 0 }) },
  {
    ...{ kind: 'recording-gap', afterSeconds: 13, threshold: 'recordingGapSeconds' },
    wrong: (at) => ({ gaps: [gapSince(at)] }),
  },
  {
    ...{ kind: 'disk', what: 'little room', afterSeconds: 0, threshold: 'diskFreePercent' },
    wrong: () => ({ freeShare: 0.09 }),
  },
  {
    ...{ kind: 'disk', what: 'a broken volume', afterSeconds: 0, threshold: 'diskFreePercent' },
    wrong: () => ({ volumeWorks: false }),
  },
  // Of the ten last fixes the quickest says how far a clock is behind: all of them must be late.
  {
    ...{ kind: 'clock-off', what: 'behind', afterSeconds: 15, threshold: 'clockOffMs' },
    wrong: () => ({ clockBehindMs: 2_100 }),
  },
  // One that comes before its time says it by itself, and until ten others have come.
  {
    ...{ kind: 'clock-off', what: 'ahead', afterSeconds: 4, threshold: 'clockOffMs' },
    wrong: () => ({ clockBehindMs: -2_100 }),
  },
  { kind: 'kpi-breach', afterSeconds: 0, threshold: null, wrong: () => ({ probeMs: 900 }) },
];
const nameOf = ({ kind, what }: Case): string => (what === undefined ? kind : `${kind}, ${what}`);

describe('every automatic alarm', () => {
  let folder: string;
  let databases: Databases;
  let now: number;
  let world: World;
  let thresholds: AlarmThresholds;
  let keyAt: number;
  let alarms: Alarms;
  let watch: AutomaticAlarms;
  let kpis: Kpis;
  let diskSpace: DiskSpace;
  let report: (at: number, spanMs?: number) => void;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-every-alarm-'));
    databases = await openEmptyDatabases(folder);
    await new PlacesTable(databases.main).add(placeList);
    await new SeedVehiclesTable(databases.main).add([
      { id: 'car', plate: '鄂A·00001', placeId: 'east', cameras: ['front'] },
    ]);
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await rm(folder, { recursive: true });
  });

  beforeEach(async () => {
    await databases.main.deleteFrom('alarms').execute();
    // The second in which everything is looked at is under our hand, the database is not.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    now = START;
    world = well();
    thresholds = defaultThresholds;
    keyAt = now;
    const clock = (): number => now;
    const announcer = new KeptAnnouncer();
    const audit = new Audit(clock);
    const feed = new Feed(databases.main, announcer, clock);
    const places = Places.of(placeList);
    alarms = await Alarms.create({
      ...{ database: databases.main, places, announcer, audit, feed, log: silentLog },
      clock: machineClock(clock),
      thresholds: { of: () => ({ thresholds, inherited: false }) },
      connections: new Connections(),
      holds: new Holds({ database: databases.main, audit, clock }),
    });
    kpis = Kpis.create({ feed, cityPlaceId: 'city', log: silentLog, clock });
    const measure = () => Promise.resolve([{ totalBytes: 1_000, availableBytes: 1_000 * world.freeShare }]);
    diskSpace = await DiskSpace.create({ measure, onChanged: () => undefined });
    watch = AutomaticAlarms.create({
      ...{ alarms, places, outlines, kpis, log: silentLog, clock, cityPlaceId: 'city' },
      thresholds: { of: () => ({ thresholds, inherited: false }) },
      fleet: { vehicles: () => [seen()], vehicle: seen },
      positions: {
        onReported: (listener) => {
          report = (at, spanMs = 0) => listener('car', positionAt(at), spanMs);
        },
      },
      cameras: {
        flowing: () => new Map([['car:front', { beganAt: START, hasKeyFrame: true }]]),
        digitallySilentMs: () => new Map([['car', world.silentSince === null ? 0 : now - world.silentSince]]),
      },
      recording: {
        cutOff: () => [],
        openGaps: () => world.gaps,
        // Of a segment its camera and its key frame are looked at, of a volume whether it works, and nothing else.
        openSegments: () =>
          [{ vehicleId: 'car', cameraView: 'front', startedAt: START, keyAt, path: '', id: '' }] as never,
        diskSpace,
        get volumes() {
          return [{ directory: '/recordings', works: world.volumeWorks }] as never;
        },
        archiver: null,
      },
    });
  });
  afterEach(async () => {
    watch.close();
    kpis.close();
    diskSpace.close();
    vi.useRealTimers();
    await alarms.close();
  });

  const positionAt = (at: number): NonNullable<Vehicle['position']> => ({
    ...{ number: 1, at, latitude: world.place.latitude, speed: world.speed, heading: 0, accuracy: 5 },
    longitude: world.place.longitude + (world.speed === 0 ? 0 : driven(at)),
  });
  const seen = (): Vehicle => ({ ...world.vehicle, position: positionAt(now) });
  const pass = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1_000;
      if (world.keyFrameComes) keyAt = now;
      report(now - world.clockBehindMs);
      kpis.add(1, 'probe', world.probeMs);
      kpis.judge();
      await diskSpace.measure();
      vi.advanceTimersByTime(1_000);
    }
  };
  const everyAlarm = async (): Promise<Alarm[]> => await alarms.list();
  const becomes = async (what: string, is: (alarm: Alarm) => boolean): Promise<Alarm> => {
    let found: Alarm | undefined;
    await until(what, async () => (found = (await everyAlarm()).find(is)) !== undefined);
    if (found === undefined) throw new Error(`no alarm is ${what}`);
    return found;
  };

  it('has its case here, or is shown elsewhere', () => {
    expect(new Set([...cases.map(({ kind }) => kind), ...elsewhere])).toEqual(new Set(alarmKinds));
  });

  it.each(cases.map((one) => [nameOf(one), one] as const))(
    'is raised by what is wrong once that has lasted, is one while it flaps, and is over when it has stayed away: %s',
    async (_, { kind, wrong, afterSeconds }) => {
      await pass(10);
      // A little of it, again and again, is none.
      for (let time = 0; time < 3 && afterSeconds > 4; time += 1) {
        world = { ...well(), ...wrong(now) };
        await pass(3);
        world = well();
        await pass(10);
      }
      expect(await everyAlarm()).toEqual([]);

      world = { ...well(), ...wrong(now) };
      await pass(afterSeconds + 2);
      const raised = await becomes('raised', () => true);
      expect(raised).toMatchObject({ kind, state: 'unattended', clearedAt: null, count: 1 });

      world = well();
      await pass(12);
      await becomes('cleared', ({ clearedAt }) => clearedAt !== null);
      world = { ...well(), ...wrong(now) };
      // It comes back within the time that it must stay away; what has to last for long has its minute lengthened.
      thresholds = { ...thresholds, hysteresisSeconds: afterSeconds + 60 };
      await pass(afterSeconds + 2);
      await becomes(
        'the same alarm again',
        ({ id, count, clearedAt }) => id === raised.id && count === 2 && clearedAt === null,
      );

      world = well();
      await pass(12);
      await becomes('cleared again', ({ clearedAt }) => clearedAt !== null);
      await pass(thresholds.hysteresisSeconds);
      alarms.patienceChanged();
      await becomes('over', ({ state }) => state === 'completed');
      expect((await everyAlarm()).map((one) => [one.id, one.kind])).toEqual([[raised.id, kind]]);
      const rows = await databases.main
        .selectFrom('audit')
        .select('action')
        .where('subjectId', '=', raised.id)
        .orderBy('number')
        .execute();
      expect(rows.map(({ action }) => action).filter((action) => action !== 'alarms.passed-on')).toEqual([
        ...['alarms.raised', 'alarms.cleared', 'alarms.raised-again', 'alarms.cleared', 'alarms.completed'],
      ]);
    },
    START_LIMIT_MS,
  );

  it.each(cases.flatMap((one) => (one.threshold === null ? [] : [[nameOf(one), one.threshold, one] as const])))(
    'is none where it is switched off, and over where it stood open: %s',
    async (_, threshold, { wrong, afterSeconds }) => {
      await pass(10);
      world = { ...well(), ...wrong(now) };
      await pass(afterSeconds + 2);
      await becomes('raised', () => true);
      thresholds = { ...thresholds, [threshold]: null };
      await pass(1);
      await becomes('cleared', ({ clearedAt }) => clearedAt !== null);
    },
    START_LIMIT_MS,
  );

  it(
    'is none where a terminal hands in the fixes of an hour without a line: they say nothing of its clock',
    async () => {
      await pass(10);
      for (let minute = 60; minute > 0; minute -= 1) {
        now += 500;
        keyAt = now;
        report(now - minute * 60_000, 60_000);
        vi.advanceTimersByTime(500);
      }
      await pass(20);
      expect(await everyAlarm()).toEqual([]);
    },
    START_LIMIT_MS,
  );
});
