import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Position } from '@protocol';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { concerningTalk } from './concerningTalk';
import { planHappenings } from './planHappenings';

const PATIENCE_MS = 120_000;
const START = Date.UTC(2026, 10, 21, 13);
const at = (second: number): number => START + second * 1_000;
/** The car was lent from the east to the west then, and came back. */
const LENT = 100;
const BACK = 200;
/** Something happened in each of the three times. */
const MOMENTS = [50, 150, 250];

describe('what happened to a vehicle that was lent meanwhile', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const { main } = databases;
    const place = (id: string) => ({ id, name: id, kind: 'district' as const, parentId: 'city' });
    await main.insertInto('places').values({ id: 'city', name: 'city', kind: 'city', parentId: null }).execute();
    await main
      .insertInto('places')
      .values([place('east'), place('west')])
      .execute();
    const vehicle = { onDuty: true, status: 'free' as const, revision: 1, crew: '[]' };
    await main
      .insertInto('vehicles')
      .values([
        { ...vehicle, id: 'car', plate: '鄂A·1', placeId: 'east' },
        { ...vehicle, id: 'van', plate: '鄂A·2', placeId: 'west' },
      ])
      .execute();
    await main
      .insertInto('vehiclePlaces')
      .values([
        { vehicleId: 'car', since: at(LENT), placeId: 'west' },
        { vehicleId: 'car', since: at(BACK), placeId: 'east' },
      ])
      .execute();
    for (const second of MOMENTS) {
      const [id, moment] = [`at-${second}`, at(second)];
      await main
        .insertInto('feed')
        .values({ id, at: moment, kind: 'sos', placeId: 'east', vehicleId: 'car', details: '{}' })
        .execute();
      await main
        .insertInto('alarms')
        .values({
          ...{ id, number: second, clientKey: id, kind: 'sos', placeId: 'east', vehicleId: 'car', cameraId: null },
          ...{ raisedAt: moment, isOpen: false, course: '{"state":"new"}', ownerName: null, details: '{}' },
          ...{ position: 'null', history: '[]', revision: 1 },
        })
        .execute();
      await main
        .insertInto('orders')
        .values({
          ...{ id, number: second, clientKey: id, senderId: 'wang', senderName: '王', content: '{}', version: 1 },
          ...{ earlier: '[]', groupId: null, ownerId: 'wang', ownerName: '王', sentAt: moment, expiresAt: moment },
          revision: 1,
        })
        .execute();
      const receipt = { version: 1, state: 'sent' as const, times: '{}', names: '{}', note: null, arrivedBy: null };
      await main
        .insertInto('receipts')
        .values(
          ['car', 'van'].map((vehicleId) => ({
            ...{ orderId: id, vehicleId, ...receipt, attachmentIds: '[]', readAloud: 'null', escalations: '[]' },
          })),
        )
        .execute();
      const message = { accountId: 'zhang', sender: 'crew' as const, senderName: '张', text: '到了' };
      await main
        .insertInto('messages')
        .values({ id, clientKey: id, vehicleId: 'car', orderId: id, at: moment, ...message })
        .execute();
      const burst = { groupId: 'all', groupName: '市', placeId: 'city', speakerName: '张', accountId: 'zhang' };
      await main
        .insertInto('bursts')
        .values({
          id,
          ...burst,
          vehicleId: 'car',
          startedAt: moment,
          endedAt: moment + 1,
          endReason: null,
          orderId: null,
        })
        .execute();
    }
  }, PATIENCE_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  const found = async (vehicleIds: readonly string[], placeIds: readonly string[]) => {
    const happened = await planHappenings(databases.main, {
      ...{ vehicleIds, from: at(0), to: at(300) },
      mayExportAt: (placeId) => placeIds.includes(placeId),
      // The track's own table gives whole spans, both ends included.
      trackOf: (vehicleId, from, to) =>
        Promise.resolve(vehicleId === 'car' ? positions.filter((fix) => fix.at >= from && fix.at <= to) : []),
    });
    const { bursts } = await concerningTalk(databases.main, happened.parts, () => true);
    const seconds = (rows: readonly { readonly id: string }[]): number[] => rows.map(({ id }) => Number(id.slice(3)));
    return {
      events: seconds(happened.events),
      alarms: seconds(happened.alarms as { id: string }[]),
      messages: seconds(happened.messages as { id: string }[]),
      bursts: seconds(bursts),
      orders: seconds(happened.orders),
      receipts: happened.orders.map(({ receipts }) => receipts.map(({ vehicleId }) => vehicleId).sort()),
      track: happened.positionsOf('car').map((fix) => (fix.at - START) / 1_000),
    };
  };

  it('is told to whoever may export at the place to which it belonged then, and to nobody else', async () => {
    const once = (seconds: readonly number[]) => ({
      ...{ events: seconds, alarms: seconds, messages: seconds, bursts: seconds, orders: seconds },
      receipts: seconds.map(() => ['car']),
    });
    expect(await found(['car'], ['east'])).toEqual({ ...once([50, 250]), track: [0, 50, 99, 200, 250] });
    expect(await found(['car'], ['west'])).toEqual({ ...once([150]), track: [100, 150, 199] });
    expect(await found(['car'], ['east', 'west'])).toEqual({
      ...{ ...once(MOMENTS), track: [0, 50, 99, 100, 150, 199, 200, 250] },
    });
    expect(await found(['car'], [])).toEqual({ ...once([]), track: [] });
  });

  it('names an order to several vehicles once, with the receipts of those that were at such a place', async () => {
    expect((await found(['car', 'van'], ['west'])).receipts).toEqual([['van'], ['car', 'van'], ['van']]);
    expect((await found(['car', 'van'], ['east', 'west'])).receipts).toEqual(MOMENTS.map(() => ['car', 'van']));
  });
});

const positions: Position[] = [0, 50, 99, 100, 150, 199, 200, 250].map((second, number) => ({
  ...{ number, at: at(second), longitude: 114, latitude: 30, speed: null, heading: null, accuracy: null },
}));
