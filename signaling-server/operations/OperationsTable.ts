import type { Insertable, Kysely, Selectable } from 'kysely';
import type { OperationContents } from '@protocol';
import type { PositionSchema, Schema } from '../persistence/schema';

export type OperationRow = Selectable<Schema['operations']>;

/** An operation's span and who took part in it. */
export interface Attendance {
  readonly vehicleIds: readonly string[];
  readonly groupIds: readonly string[];
  readonly from: number;
  readonly to: number;
}

const MOST_LISTED = 500;

export class OperationsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['operations']>): Promise<void> {
    await this.database.insertInto('operations').values(row).execute();
  }

  async change(id: string, row: Partial<Insertable<Schema['operations']>>): Promise<void> {
    await this.database.updateTable('operations').set(row).where('id', '=', id).execute();
  }

  async find(id: string): Promise<OperationRow | null> {
    return (await this.database.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async ofClientKey(clientKey: string): Promise<OperationRow | null> {
    const rows = this.database.selectFrom('operations').selectAll().where('clientKey', '=', clientKey);
    return (await rows.executeTakeFirst()) ?? null;
  }

  /** Newest first. */
  async ofPlaces(placeIds: readonly string[]): Promise<OperationRow[]> {
    if (placeIds.length === 0) return [];
    return await this.database
      .selectFrom('operations')
      .selectAll()
      .where('placeId', 'in', placeIds)
      .orderBy('fromAt', 'desc')
      .limit(MOST_LISTED)
      .execute();
  }

  /** How long each vehicle was recorded in a span, over all of its cameras, at the given places. */
  async recorded({ vehicleIds, from, to }: Attendance, placeIds: readonly string[]): Promise<Map<string, number>> {
    if (vehicleIds.length === 0 || placeIds.length === 0) return new Map();
    const rows = await this.database
      .selectFrom('segments')
      .select(['vehicleId', 'startedAt', 'endedAt'])
      .where('vehicleId', 'in', vehicleIds)
      .where('placeId', 'in', placeIds)
      .where('track', '=', 'camera')
      .where('endedAt', '>=', from)
      .where('startedAt', '<=', to)
      .execute();
    const sums = new Map<string, number>();
    for (const { vehicleId, startedAt, endedAt } of rows) {
      const length = Math.min(to, endedAt) - Math.max(from, startedAt);
      if (vehicleId !== null) sums.set(vehicleId, (sums.get(vehicleId) ?? 0) + Math.max(0, length));
    }
    return sums;
  }

  /** How often one of its vehicles spoke, or somebody in one of its groups. */
  async bursts(attendance: Attendance): Promise<number> {
    const row = await this.#ofAttendance(attendance)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirst();
    return row?.count ?? 0;
  }

  async said(attendance: Attendance): Promise<OperationContents['said']> {
    return await this.#ofAttendance(attendance)
      .select(['id', 'speakerName', 'groupName', 'startedAt as at'])
      .orderBy('startedAt')
      .limit(MOST_LISTED)
      .execute();
  }

  #ofAttendance({ vehicleIds, groupIds, from, to }: Attendance) {
    return this.database
      .selectFrom('bursts')
      .where('startedAt', '>=', from)
      .where('startedAt', '<=', to)
      .where((burst) =>
        burst.or([
          ...(vehicleIds.length > 0 ? [burst('vehicleId', 'in', vehicleIds)] : []),
          ...(groupIds.length > 0 ? [burst('groupId', 'in', groupIds)] : []),
        ]),
      );
  }

  async orders({ vehicleIds, from, to }: Attendance): Promise<OperationContents['orders']> {
    if (vehicleIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('orders')
      .select(['id', 'number', 'content', 'sentAt'])
      .where('sentAt', '>=', from)
      .where('sentAt', '<=', to)
      .where('id', 'in', this.database.selectFrom('receipts').select('orderId').where('vehicleId', 'in', vehicleIds))
      .orderBy('sentAt')
      .limit(MOST_LISTED)
      .execute();
    return rows.map(({ id, number, content, sentAt }) => ({ id, number, text: content.text, at: sentAt }));
  }

  async alarms({ vehicleIds, from, to }: Attendance): Promise<OperationContents['alarms']> {
    if (vehicleIds.length === 0) return [];
    return await this.database
      .selectFrom('alarms')
      .select(['id', 'number', 'kind', 'raisedAt as at'])
      .where('vehicleId', 'in', vehicleIds)
      .where('raisedAt', '>=', from)
      .where('raisedAt', '<=', to)
      .orderBy('raisedAt')
      .limit(MOST_LISTED)
      .execute();
  }
}

/** The fixes of an operation, in the store that positions have of their own. */
export class OperationPositionsTable {
  constructor(private readonly positions: Kysely<PositionSchema>) {}

  async counts({ vehicleIds, from, to }: Attendance): Promise<Map<string, number>> {
    if (vehicleIds.length === 0) return new Map();
    const rows = await this.positions
      .selectFrom('positions')
      .select(({ fn }) => ['vehicleId', fn.countAll<number>().as('count')])
      .where('vehicleId', 'in', vehicleIds)
      .where('at', '>=', from)
      .where('at', '<=', to)
      .groupBy('vehicleId')
      .execute();
    return new Map(rows.map(({ vehicleId, count }) => [vehicleId, count]));
  }

  /** Fixes within a box, a vehicle and a place each, for finding who came into an area. */
  within(
    { vehicleIds, from, to }: Attendance,
    box: { west: number; east: number; south: number; north: number },
  ): Promise<{ vehicleId: string; longitude: number; latitude: number }[]> {
    if (vehicleIds.length === 0) return Promise.resolve([]);
    return this.positions
      .selectFrom('positions')
      .select(['vehicleId', 'longitude', 'latitude'])
      .where('vehicleId', 'in', vehicleIds)
      .where('at', '>=', from)
      .where('at', '<=', to)
      .where('longitude', '>=', box.west)
      .where('longitude', '<=', box.east)
      .where('latitude', '>=', box.south)
      .where('latitude', '<=', box.north)
      .execute();
  }
}
