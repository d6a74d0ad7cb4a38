import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Session, SignedInCaller } from '../wire/Caller';
import { reviewHandlers } from './reviewHandlers';

const START_LIMIT_MS = 120_000;
const span = { vehicleIds: ['car'], from: 0, to: 100_000 };

/** Somebody who may play recordings at one place. */
const callerAt = (placeId: string): SignedInCaller => ({
  connectionId: 'line',
  address: '::1',
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王', vehicleId: null, deviceId: null, expiresAt: 1 },
    grants: [{ role: 'supervisor', placeId }],
  },
});

describe('what is on record, as a review is told', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const segment = (placeId: string, startedAt: number, endedAt: number, state: 'open' | 'closed' = 'closed') => ({
      ...{
        id: `${placeId}-${startedAt}`,
        vehicleId: 'car',
        placeId,
        track: 'camera' as const,
        cameraView: 'front' as const,
      },
      ...{
        groupId: null,
        burstId: null,
        source: 'live' as const,
        path: 'x',
        mimeType: 'video/mp4',
        startedAt,
        endedAt,
      },
      ...{ state, bytes: 10, initBytes: 1, keyOffset: null, keyBytes: null, keyAt: null },
    });
    await databases.main
      .insertInto('segments')
      .values([
        segment('east', 0, 10_000),
        segment('east', 10_300, 20_000),
        segment('east', 30_000, 40_000),
        segment('east', 40_400, 45_000),
        segment('west', 40_000, 50_000, 'open'),
      ])
      .execute();
    // The vehicle was lent from the east to the west while it recorded.
    const stay = (placeId: string, since: number) => ({ vehicleId: 'car', placeId, since });
    await databases.main
      .insertInto('vehiclePlaces')
      .values([stay('east', 0), stay('west', 45_000)])
      .execute();
    const gap = { vehicleId: 'car', track: 'camera' as const, cameraView: 'front' as const };
    await databases.main
      .insertInto('gaps')
      .values([
        { ...gap, id: 'before', startedAt: 20_000, endedAt: 30_000, reason: 'poor-network' },
        { ...gap, id: 'across', startedAt: 44_000, endedAt: 46_000, reason: 'vehicle-offline' },
      ])
      .execute();
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const handlers = () =>
    reviewHandlers({
      database: databases.main,
      access: { everyPlaceWith: (session: Session) => session.grants.map(({ placeId }) => placeId) },
      audit: new Audit(() => 1),
    });

  it('joins files that meet, and keeps a recording at the place that was valid when it was made', async () => {
    const east = await handlers()['review:lanes'](span, callerAt('east'));
    expect(east.lanes.map(({ recorded }) => recorded)).toEqual([
      [
        { from: 0, to: 20_000, open: false },
        { from: 30_000, to: 40_000, open: false },
        // The ledger has a gap between these two, with its reason, short as it is.
        { from: 40_400, to: 45_000, open: false },
      ],
    ]);
    const west = await handlers()['review:lanes'](span, callerAt('west'));
    expect(west.lanes.map(({ recorded }) => recorded)).toEqual([[{ from: 40_000, to: 50_000, open: true }]]);
    expect((await handlers()['review:lanes'](span, callerAt('south'))).lanes).toEqual([]);
  });

  it('shows a gap to the place where the vehicle was, and one across its move to each of both', async () => {
    const gapsFor = async (placeId: string) =>
      (await handlers()['review:lanes'](span, callerAt(placeId))).lanes.flatMap(({ gaps }) => gaps);
    expect(await gapsFor('east')).toEqual([
      { startedAt: 20_000, endedAt: 30_000, reason: 'poor-network' },
      { startedAt: 44_000, endedAt: 45_000, reason: 'vehicle-offline' },
    ]);
    expect(await gapsFor('west')).toEqual([{ startedAt: 45_000, endedAt: 46_000, reason: 'vehicle-offline' }]);
    expect(await gapsFor('south')).toEqual([]);
  });

  it('names the files of a span under the same rights', async () => {
    const ids = async (placeId: string) =>
      (await handlers()['review:segments'](span, callerAt(placeId))).segments.map(({ id }) => id);
    expect(await ids('east')).toEqual(['east-0', 'east-10300', 'east-30000', 'east-40400']);
    expect(await ids('west')).toEqual(['west-40000']);
    expect(await ids('south')).toEqual([]);
  });

  it('writes beside each recording that a link to its moment was shared, and refuses a link to nothing', async () => {
    const link = { vehicleIds: ['car'], at: 5_000, camera: null, reason: '请复核' };
    await handlers()['review:share'](link, callerAt('east'));
    const rows = await databases.main.selectFrom('audit').selectAll().execute();
    expect(rows).toMatchObject([
      {
        ...{ action: 'recording.share', actorName: '王', subjectKind: 'segment', subjectId: 'east-0', placeId: 'east' },
        details: { at: 5_000, reason: '请复核' },
      },
    ]);
    const refused = { code: 'not-found' };
    await expect(handlers()['review:share'](link, callerAt('west'))).rejects.toMatchObject(refused);
    await expect(handlers()['review:share']({ ...link, at: 25_000 }, callerAt('east'))).rejects.toMatchObject(refused);
    const other = { ...link, camera: { vehicleId: 'car', view: 'rear' as const } };
    await expect(handlers()['review:share'](other, callerAt('east'))).rejects.toMatchObject(refused);
  });
});
