import type { Kysely } from 'kysely';
import type { Schema } from './schema';

/** For tests: a district with one vehicle, to which something happened at a moment. */
export async function fillDistrict(database: Kysely<Schema>, at: number): Promise<void> {
  await database.insertInto('places').values({ id: 'east', name: '东区', kind: 'city', parentId: null }).execute();
  await database
    .insertInto('vehicles')
    .values({
      ...{ id: 'car', plate: '鄂A·12345', placeId: 'east', onDuty: true, status: 'free', revision: 1 },
      crew: JSON.stringify(['张伟']),
    })
    .execute();
  const details = JSON.stringify({ plate: '鄂A·12345', orderNumber: 7 });
  await database
    .insertInto('feed')
    .values({ id: 'event', at, kind: 'order-accepted', placeId: 'east', vehicleId: 'car', details })
    .execute();
}
