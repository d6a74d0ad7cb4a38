import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError, type ErrorCode } from '@protocol';
import { Audit } from '../audit/Audit';
import { Feed } from '../feed/Feed';
import { Fleet } from '../fleet/Fleet';
import { fleetHandlers } from '../fleet/fleetHandlers';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import { Marks } from '../marks/Marks';
import { marksHandlers } from '../marks/marksHandlers';
import { KeptAnnouncer } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Session, SignedInCaller } from '../wire/Caller';
import { deletionPlace } from './deletionPlace';
import { recordingHandlers } from './recordingHandlers';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const START_LIMIT_MS = 120_000;

/** A supervisor of some places. */
const callerAt = (...placeIds: string[]): SignedInCaller => ({
  ...{ connectionId: 'line', address: '::1' },
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王', vehicleId: null, deviceId: null, expiresAt: 1 },
    grants: placeIds.map((placeId) => ({ role: 'supervisor', placeId })),
  },
});
const access = { everyPlaceWith: (session: Session) => session.grants.map(({ placeId }) => placeId) };

describe('rights to what was recorded before its vehicle moved to another district', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  /** When it moved, as the database noted. */
  let movedAt: number;
  const segment = (id: string, placeId: string, startedAt: number): SegmentRow => ({
    ...{ id, vehicleId: 'car', placeId, track: 'camera', cameraView: 'front', groupId: null, burstId: null },
    ...{ source: 'live', path: id, mimeType: 'video/mp4', startedAt, endedAt: startedAt + 10_000, state: 'closed' },
    ...{ bytes: 10, initBytes: 1, keyOffset: 1, keyBytes: 1, keyAt: startedAt, damages: [], stored: 'volume' },
    ...{ capturedAt: startedAt + 120, captureSource: 'sender-report', captureUncertaintyMs: 5 },
  });
  const handlers = () => {
    const database = databases.main;
    const nobodyAsks = (): Promise<never> => Promise.reject(new Error('nobody asks for this here'));
    const storage = {
      ...{ 'recording:storage': nobodyAsks, 'recording:saveRetention': nobodyAsks },
      ...{ 'recording:saveQuota': nobodyAsks, 'recording:saveVehicleQuota': nobodyAsks },
      ...{ 'recording:requestDeletion': nobodyAsks, 'recording:decideDeletion': nobodyAsks },
      'recording:releaseHold': nobodyAsks,
    };
    const state = () => ({ present: true, since: 0, recordingTracks: 0, expectedTracks: 0, freeBytes: null });
    const stills = { take: nobodyAsks, list: () => Promise.resolve([]) };
    return {
      ...recordingHandlers({
        ...{ recording: { state }, storage: { handlers: storage }, database, access, clock: () => movedAt + 60_000 },
      }),
      ...marksHandlers({ marks: new Marks({ database, audit: new Audit(Date.now), clock: Date.now }), stills, access }),
    };
  };
  const day = () => ({ vehicleId: 'car', from: movedAt - 100_000, to: movedAt + 100_000 });
  const refusal = async (answer: Promise<unknown>): Promise<ErrorCode | null> => {
    try {
      await answer;
      return null;
    } catch (error) {
      if (error instanceof RequestError) return error.code;
      throw error;
    }
  };

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const database = databases.main;
    await database
      .insertInto('places')
      .values([
        { id: 'city', name: '市', kind: 'city', parentId: null },
        { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
        { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
      ])
      .execute();
    const vehicle = { id: 'car', plate: '鄂A·12345', placeId: 'east', onDuty: true, status: 'free' as const };
    await database
      .insertInto('vehicles')
      .values({ ...vehicle, revision: 1, crew: JSON.stringify([]) })
      .execute();
    await database.updateTable('vehicles').set({ placeId: 'west' }).where('id', '=', 'car').execute();
    const stays = await new VehicleStaysTable(database).within(['car'], 0, Number.MAX_SAFE_INTEGER);
    movedAt = stays[1]?.from ?? 0;
    await new SegmentsTable(database).put([
      segment('in the east', 'east', movedAt - 50_000),
      segment('in the west', 'west', movedAt + 20_000),
    ]);
    await database
      .insertInto('gaps')
      .values({
        ...{ id: 'gap', vehicleId: 'car', track: 'camera', cameraView: 'front', reason: 'vehicle-offline' },
        ...{ startedAt: movedAt - 40_000, endedAt: movedAt + 20_000 },
      })
      .execute();
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('know from the database where a vehicle was at each moment, whoever moved it', async () => {
    const table = new VehicleStaysTable(databases.main);
    expect(movedAt).toBeGreaterThan(0);
    expect(await table.placeAt('car', movedAt - 1)).toBe('east');
    // As a terminal's clock tells its moments.
    expect(await table.placeAt('car', movedAt - 0.25)).toBe('east');
    expect(await table.placeAt('car', movedAt + 0.25)).toBe('west');
    expect(await table.placeAt('car', movedAt)).toBe('west');
    expect(await table.placeAt('unknown', movedAt)).toBeNull();
    // A change of something else is no move.
    await databases.main
      .updateTable('vehicles')
      .set({ revision: 2, placeId: 'west' })
      .where('id', '=', 'car')
      .execute();
    expect(await table.within(['car'], 0, Number.MAX_SAFE_INTEGER)).toHaveLength(2);
  });

  it('let each district have what was recorded there, with the gaps of that time, and nothing else', async () => {
    const listed = async (...placeIds: string[]) => {
      const { segments, gaps } = await handlers()['recording:segments'](day(), callerAt(...placeIds));
      return [segments.map(({ id }) => id), gaps.map(({ gap: { startedAt, endedAt } }) => [startedAt, endedAt])];
    };
    const [before, after] = [
      [movedAt - 40_000, movedAt],
      [movedAt, movedAt + 20_000],
    ];
    expect(await listed('east')).toEqual([['in the east'], [before]]);
    expect(await listed('west')).toEqual([['in the west'], [after]]);
    expect(await listed('east', 'west')).toEqual([
      ['in the east', 'in the west'],
      [before, after],
    ]);
  });

  it('refuse a district in which the vehicle was not at that time, and know no vehicle that never was', async () => {
    const segments = (span: object, ...placeIds: string[]) =>
      refusal(handlers()['recording:segments']({ ...day(), ...span }, callerAt(...placeIds)));
    expect(await segments({}, 'south')).toBe('forbidden');
    expect(await segments({ to: movedAt - 1_000 }, 'west')).toBe('forbidden');
    expect(await segments({ to: movedAt - 1_000 }, 'east')).toBeNull();
    expect(await segments({ from: movedAt + 1_000 }, 'east')).toBe('forbidden');
    expect(await segments({ vehicleId: 'unknown' }, 'east')).toBe('not-found');
    const coverage = handlers()['recording:coverage']({ ...day(), to: movedAt - 1_000 }, callerAt('west'));
    expect(await refusal(coverage)).toBe('forbidden');
  });

  it('cut the ledger at the moment of the move', async () => {
    const ledger = async (...placeIds: string[]) => {
      const { tracks } = await handlers()['recording:coverage'](day(), callerAt(...placeIds));
      return tracks.map(({ stretches }) => stretches.map(({ kind, from, to }) => [kind, from - movedAt, to - movedAt]));
    };
    const east = [
      ['recorded', -50_000, -40_000],
      ['gap', -40_000, 0],
    ];
    const west = [
      ['gap', 0, 20_000],
      ['recorded', 20_000, 30_000],
    ];
    expect(await ledger('east')).toEqual([east]);
    expect(await ledger('west')).toEqual([west]);
    expect(await ledger('east', 'west')).toEqual([[...east, ...west]]);
  });

  it('tell each district how the clocks went while the vehicle was there', async () => {
    const told = async (...placeIds: string[]) => {
      const { series } = await handlers()['recording:clocks'](day(), callerAt(...placeIds));
      return series.map(({ cameraView, readings }) => [cameraView, readings.map(({ at }) => at - movedAt)]);
    };
    expect(await told('east')).toEqual([['front', [-50_000]]]);
    expect(await told('west')).toEqual([['front', [20_000]]]);
    const refused = handlers()['recording:clocks']({ ...day(), to: movedAt - 1_000 }, callerAt('west'));
    expect(await refusal(refused)).toBe('forbidden');
  });

  it('tell each district of the vehicle for as long as it was there, and no other', async () => {
    const told = async (span: object, ...placeIds: string[]) => {
      const { vehicleId: _, ...whole } = day();
      const { vehicles } = await handlers()['recording:vehicles']({ ...whole, ...span }, callerAt(...placeIds));
      return vehicles.map(({ stays, ...vehicle }) => ({
        ...vehicle,
        stays: stays.map(({ from, to }) => [from - movedAt, to - movedAt]),
      }));
    };
    const car = { id: 'car', plate: '鄂A·12345' };
    expect(await told({}, 'east')).toEqual([{ ...car, placeId: 'east', stays: [[-100_000, 0]] }]);
    expect(await told({}, 'west')).toEqual([{ ...car, placeId: 'west', stays: [[0, 100_000]] }]);
    expect(await told({}, 'east', 'west')).toEqual([{ ...car, placeId: 'west', stays: [[-100_000, 100_000]] }]);
    // Of this time nothing is on record in the west, only a gap: it is told of all the same.
    const gap = await told({ from: movedAt + 1_000, to: movedAt + 19_000 }, 'west');
    expect(gap).toEqual([{ ...car, placeId: 'west', stays: [[1_000, 19_000]] }]);
    expect(await told({}, 'south')).toEqual([]);
    expect(await told({ from: movedAt + 1_000 }, 'east')).toEqual([]);
    expect(await told({ to: movedAt - 1_000 }, 'west')).toEqual([]);
  });

  it('let a clip be made and taken back where all of it was recorded', async () => {
    const clip = (from: number, to: number, ...placeIds: string[]) =>
      handlers()['marks:add'](
        {
          ...{ clientKey: randomUUID(), from: movedAt + from, to: movedAt + to },
          ...{ cameras: [{ vehicleId: 'car', view: 'front' as const }], text: '核查' },
        },
        callerAt(...placeIds),
      );
    expect(await refusal(clip(-50_000, -45_000, 'west'))).toBe('forbidden');
    expect(await refusal(clip(21_000, 25_000, 'east'))).toBe('forbidden');
    expect(await refusal(clip(-50_000, 25_000, 'east'))).toBe('forbidden');
    // Where nothing is on record the vehicle's place at that time counts.
    expect(await refusal(clip(-30_000, -30_000, 'west'))).toBe('forbidden');
    expect(await refusal(clip(-30_000, -30_000, 'east'))).toBeNull();

    const own = await clip(-50_000, -45_000, 'east');
    const both = await clip(-50_000, 25_000, 'east', 'west');
    const listed = async (placeId: string): Promise<string[]> => {
      const { vehicleId, ...span } = day();
      const { marks } = await handlers()['marks:list']({ vehicleIds: [vehicleId], ...span }, callerAt(placeId));
      return marks.map(({ id }) => id);
    };
    expect(await listed('east')).toContain(own.id);
    expect(await listed('west')).not.toContain(own.id);
    const remove = (markId: string, ...placeIds: string[]) =>
      refusal(handlers()['marks:remove']({ markId }, callerAt(...placeIds)));
    expect(await remove(own.id, 'west')).toBe('forbidden');
    expect(await remove(both.id, 'east')).toBe('forbidden');
    expect(await remove(both.id, 'east', 'west')).toBeNull();
    expect(await remove(own.id, 'east')).toBeNull();
  });

  it('show the way that it took there, and no other', async () => {
    const database = databases.main;
    const announcer = new KeptAnnouncer();
    const [feed, audit] = [new Feed(database, announcer, Date.now), new Audit(Date.now)];
    const point = { longitude: 114.3, latitude: 30.6, speed: null, heading: null, accuracy: null };
    const way = [-20_000, -1, 0, 20_000].map((at, number) => ({ ...point, number, at: movedAt + at }));
    const { 'fleet:track': track } = fleetHandlers({
      ...{ database, clock: Date.now, access: { ...access, places: () => [], may: () => true } },
      fleet: await Fleet.create({ database, announcer, audit, feed, clock: Date.now }),
      positions: { track: () => Promise.resolve(way), report: () => Promise.resolve(0) },
    });
    const wayFor = async (...placeIds: string[]): Promise<number[]> =>
      (await track(day(), callerAt(...placeIds))).positions.map(({ number }) => number);
    expect(await wayFor('east')).toEqual([0, 1]);
    expect(await wayFor('west')).toEqual([2, 3]);
    expect(await wayFor('east', 'west')).toEqual([0, 1, 2, 3]);
    expect(await refusal(wayFor('south'))).toBe('forbidden');
  });

  it('let nobody ask for the deletion of what another district recorded', async () => {
    const place = (from: number, to: number, ...placeIds: string[]) =>
      deletionPlace({ database: databases.main, access }, callerAt(...placeIds).session, {
        ...{ vehicleId: 'car', from: movedAt + from, to: movedAt + to },
      });
    expect(await place(-50_000, -1_000, 'east')).toBe('east');
    expect(await place(1_000, 50_000, 'west')).toBe('west');
    expect(await refusal(place(-50_000, -1_000, 'west'))).toBe('forbidden');
    expect(await refusal(place(-50_000, 50_000, 'west'))).toBe('forbidden');
    expect(await refusal(place(-50_000, 50_000, 'east', 'west'))).toBe('conflict');
  });

  it('show as a poster no picture that was taken before the vehicle came', async () => {
    const table = new SegmentsTable(databases.main);
    expect((await table.newestKeyFrame('car', 'front', 'east'))?.id).toBe('in the east');
    expect((await table.newestKeyFrame('car', 'front', 'west'))?.id).toBe('in the west');
    expect(await table.newestKeyFrame('car', 'front', 'south')).toBeNull();
  });
});
