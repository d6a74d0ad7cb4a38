import { sql, type Kysely } from 'kysely';
import type { CameraView } from '@protocol';
import type { Schema } from '../persistence/schema';

export type DeviceRecordingRow = Schema['deviceRecordings'];

interface LiveSpan {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** What terminals have handed in of their own recordings. */
export class DeviceRecordingsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async find(id: string): Promise<DeviceRecordingRow | null> {
    return (
      (await this.database.selectFrom('deviceRecordings').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
    );
  }

  /** The newest that was handed in of a chain before some place in it. */
  async before(chainId: string, sequence: number): Promise<DeviceRecordingRow | null> {
    const row = await this.database
      .selectFrom('deviceRecordings')
      .selectAll()
      .where('chainId', '=', chainId)
      .where('lastSequence', '<', sequence)
      .orderBy('lastSequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ?? null;
  }

  async put(row: DeviceRecordingRow): Promise<void> {
    await this.database
      .insertInto('deviceRecordings')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }

  async setState(id: string, state: DeviceRecordingRow['state']): Promise<void> {
    await this.database.updateTable('deviceRecordings').set({ state }).where('id', '=', id).execute();
  }

  /** Those that are whole here and not in the index yet, oldest first. */
  received(limit: number): Promise<DeviceRecordingRow[]> {
    return this.database
      .selectFrom('deviceRecordings')
      .selectAll()
      .where('state', '=', 'received')
      .orderBy('startedAt')
      .limit(limit)
      .execute();
  }

  /** When a track was recorded live, as far as it touches a span of the server's clock; oldest first. */
  async liveSpans(
    { vehicleId, track, cameraView }: { vehicleId: string; track: string; cameraView: CameraView | null },
    from: number,
    to: number,
  ): Promise<readonly LiveSpan[]> {
    const { rows } = await sql<LiveSpan>`
      select started_at, ended_at from segments
      where vehicle_id = ${vehicleId} and track = ${track} and camera_view is not distinct from ${cameraView}
        and source = 'live' and bytes > init_bytes and ended_at >= ${from} and started_at <= ${to}
      order by started_at
    `.execute(this.database);
    return rows;
  }
}
