import type { Kysely, Selectable } from 'kysely';
import type { BurstEndReason, FloorEventLine } from '@protocol';
import type { Schema } from '../persistence/schema';

type Row = Selectable<Schema['bursts']>;

/** A burst as it begins. */
export type BurstRow = Omit<
  Row,
  'endedAt' | 'endReason' | 'position' | 'floorEvents' | 'priority' | 'emergency' | 'orderId'
> &
  Partial<Pick<Row, 'priority' | 'emergency' | 'orderId'>>;

export class BurstsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async begin(row: BurstRow, position: { longitude: number; latitude: number; at: number } | null): Promise<void> {
    await this.database
      .insertInto('bursts')
      .values({
        ...row,
        position: position === null ? null : JSON.stringify(position),
        endedAt: null,
        endReason: null,
      })
      .execute();
  }

  async end(
    burstId: string,
    end: { endedAt: number; reason: BurstEndReason; floorEvents?: readonly FloorEventLine[] },
  ): Promise<void> {
    const { endedAt, reason, floorEvents } = end;
    await this.database
      .updateTable('bursts')
      .set({
        endedAt,
        endReason: reason,
        ...(floorEvents ? { floorEvents: JSON.stringify(floorEvents) } : {}),
      })
      .where('id', '=', burstId)
      .execute();
  }

  /** Bursts that a run before this one began and never ended. */
  async leftOpen(before: number): Promise<readonly { id: string; startedAt: number }[]> {
    return await this.database
      .selectFrom('bursts')
      .select(['id', 'startedAt'])
      .where('endedAt', 'is', null)
      .where('startedAt', '<', before)
      .execute();
  }

  /** Where the recorded sound of a burst ends, null where there is none, and whether a file of it still grows. */
  async recorded(burstId: string): Promise<{ end: number | null; growing: boolean }> {
    const segments = await this.database
      .selectFrom('segments')
      .select(['endedAt', 'state'])
      .where('burstId', '=', burstId)
      .execute();
    return {
      end: segments.length === 0 ? null : Math.max(...segments.map(({ endedAt }) => endedAt)),
      growing: segments.some(({ state }) => state === 'open'),
    };
  }
}
