import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type Device = Selectable<Schema['devices']>;

export class DevicesTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async byToken(tokenHash: string): Promise<Device | null> {
    return (
      (await this.database.selectFrom('devices').selectAll().where('tokenHash', '=', tokenHash).executeTakeFirst()) ??
      null
    );
  }

  /** Takes the code, so that of two who use it at once only one is enrolled; null where no device waits for it. */
  async enrol(
    codeHash: string,
    { tokenHash, enrolledAt, codeStays }: { tokenHash: string; enrolledAt: number; codeStays: boolean },
  ): Promise<Device | null> {
    const device = await this.database
      .updateTable('devices')
      .set({ tokenHash, enrolledAt, ...(codeStays ? {} : { codeHash: null }) })
      .where('codeHash', '=', codeHash)
      .returningAll()
      .executeTakeFirst();
    return device ?? null;
  }

  /** Adds the devices that are missing; one that has been enrolled stays so. */
  async add(devices: readonly { id: string; name: string; placeId: string; codeHash: string }[]): Promise<void> {
    if (devices.length === 0) return;
    await this.database
      .insertInto('devices')
      .values(devices.map((device) => ({ ...device, tokenHash: null, enrolledAt: null })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Vehicles at the places, for the sign-in page of a tablet. */
  async vehiclesAt(placeIds: readonly string[]): Promise<{ id: string; plate: string; placeId: string }[]> {
    if (placeIds.length === 0) return [];
    return await this.database
      .selectFrom('vehicles')
      .select(['id', 'plate', 'placeId'])
      .where('placeId', 'in', placeIds)
      .orderBy('plate')
      .execute();
  }
}
