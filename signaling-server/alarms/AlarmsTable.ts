import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Schema } from '../persistence/schema';

export type AlarmRow = Selectable<Schema['alarms']>;

/** An alarm before it has its number. */
export type NewAlarmRow = Omit<AlarmRow, 'number'>;

export class AlarmsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Alarms that are not completed, and those raised since a moment, newest first. */
  async openAndSince(since: number): Promise<AlarmRow[]> {
    return await this.database
      .selectFrom('alarms')
      .selectAll()
      .where((alarm) => alarm.or([alarm('isOpen', '=', true), alarm('raisedAt', '>=', since)]))
      .orderBy('number', 'desc')
      .execute();
  }

  async withClientKey(clientKey: string): Promise<AlarmRow | null> {
    const row = await this.database
      .selectFrom('alarms')
      .selectAll()
      .where('clientKey', '=', clientKey)
      .executeTakeFirst();
    return row ?? null;
  }

  async byId(id: string): Promise<AlarmRow | null> {
    const row = await this.database.selectFrom('alarms').selectAll().where('id', '=', id).executeTakeFirst();
    return row ?? null;
  }

  /** Changes what may change: the course with what belongs to it. */
  async change({ id, course, isOpen, ownerName, details, history, revision }: AlarmRow): Promise<void> {
    await this.database
      .updateTable('alarms')
      .set({
        course: JSON.stringify(course),
        isOpen,
        ownerName,
        details: JSON.stringify(details),
        history: JSON.stringify(history),
        revision,
      })
      .where('id', '=', id)
      .execute();
  }
}

/** Writes a new alarm with the next number; numbers follow each other without a gap. */
export async function insertAlarm(transaction: Transaction<Schema>, alarm: NewAlarmRow): Promise<AlarmRow> {
  const { last } = await transaction.selectFrom('alarmNumbers').select('last').forUpdate().executeTakeFirstOrThrow();
  const row = { ...alarm, number: last + 1 };
  await transaction
    .insertInto('alarms')
    .values({
      ...row,
      course: JSON.stringify(row.course),
      details: JSON.stringify(row.details),
      position: JSON.stringify(row.position),
      history: JSON.stringify(row.history),
    })
    .execute();
  await transaction.updateTable('alarmNumbers').set({ last: row.number }).execute();
  return row;
}
