import type { Kysely, Selectable } from 'kysely';
import type { AlarmKind, LoggedBurst, ParsedInput } from '@protocol';
import type { Schema } from '../persistence/schema';
import { SegmentsTable } from '../recording/SegmentsTable';
import { ReceiversTable } from './ReceiversTable';

type BurstFilter = ParsedInput<'voiceLog:list'>;
export type LoggedBurstRow = Selectable<Schema['bursts']>;

/** Bursts as the voice log reads them, each with who heard it and where it is recorded. */
export class VoiceLogTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Bursts of groups at the given places that touch the span, newest first. */
  async list(filter: BurstFilter, placeIds: readonly string[]): Promise<LoggedBurst[]> {
    if (placeIds.length === 0) return [];
    const { from, to, groupId, speakerId, limit } = filter;
    let query = this.database
      .selectFrom('bursts')
      .selectAll()
      .where('placeId', 'in', placeIds)
      .where('startedAt', '<=', to)
      .where((burst) => burst.or([burst('endedAt', 'is', null), burst('endedAt', '>=', from)]));
    if (groupId !== null) query = query.where('groupId', '=', groupId);
    if (speakerId !== null) {
      query = query.where((burst) =>
        burst.or([burst('vehicleId', '=', speakerId), burst('accountId', '=', speakerId)]),
      );
    }
    return await this.#whole(await query.orderBy('startedAt', 'desc').limit(limit).execute());
  }

  /** The named bursts that have ended, oldest first. */
  async ended(burstIds: readonly string[]): Promise<LoggedBurst[]> {
    if (burstIds.length === 0) return [];
    const rows = await this.database
      .selectFrom('bursts')
      .selectAll()
      .where('id', 'in', burstIds)
      .where('endedAt', 'is not', null)
      .orderBy('startedAt')
      .execute();
    return await this.#whole(rows);
  }

  async find(burstId: string): Promise<LoggedBurstRow | null> {
    return (await this.database.selectFrom('bursts').selectAll().where('id', '=', burstId).executeTakeFirst()) ?? null;
  }

  /** The files of a burst, in order; one that is open still grows. */
  async filesOf(burstId: string): Promise<readonly Pick<Schema['segments'], 'path' | 'state' | 'bytes'>[]> {
    return await this.database
      .selectFrom('segments')
      .select(['path', 'state', 'bytes'])
      .where('burstId', '=', burstId)
      .whereRef('bytes', '>', 'initBytes')
      .orderBy('startedAt')
      .execute();
  }

  async #whole(rows: readonly LoggedBurstRow[]): Promise<LoggedBurst[]> {
    const ids = rows.map(({ id }) => id);
    const receivers = await new ReceiversTable(this.database).ofBursts(ids);
    const segmentIds = new Map<string, string[]>();
    for (const { id, burstId } of await new SegmentsTable(this.database).ofBursts(ids)) {
      segmentIds.set(burstId ?? '', [...(segmentIds.get(burstId ?? '') ?? []), id]);
    }
    const orders = await this.#orders(rows.flatMap(({ orderId }) => orderId ?? []));
    const alarms = await this.#alarms(rows.flatMap(({ alarmId }) => alarmId ?? []));
    return rows.map(({ placeId: _, ...row }) => ({
      ...row,
      order: orders.get(row.orderId ?? '') ?? null,
      alarm: alarms.get(row.alarmId ?? '') ?? null,
      receivers: [...(receivers.get(row.id) ?? [])],
      segmentIds: segmentIds.get(row.id) ?? [],
    }));
  }

  async #orders(ids: readonly string[]): Promise<ReadonlyMap<string, { number: number }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.selectFrom('orders').select(['id', 'number']).where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, number }) => [id, { number }]));
  }

  async #alarms(ids: readonly string[]): Promise<ReadonlyMap<string, { number: number; kind: AlarmKind }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database
      .selectFrom('alarms')
      .select(['id', 'number', 'kind'])
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map(({ id, number, kind }) => [id, { number, kind }]));
  }
}
