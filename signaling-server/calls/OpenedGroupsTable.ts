import type { Kysely, Selectable } from 'kysely';
import type { Polygon } from '@protocol';
import type { Schema } from '../persistence/schema';

export type OpenedGroupRow = Omit<Selectable<Schema['openedGroups']>, 'closedAt' | 'closeReason'>;

/** Talk groups that were opened for the moment. */
export class OpenedGroupsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async open(row: OpenedGroupRow): Promise<void> {
    await this.database
      .insertInto('openedGroups')
      .values({
        ...row,
        vehicleIds: JSON.stringify(row.vehicleIds),
        area: JSON.stringify(row.area),
        closedAt: null,
        closeReason: null,
      })
      .execute();
  }

  async change(groupId: string, vehicleIds: readonly string[], area: Polygon | null): Promise<void> {
    await this.database
      .updateTable('openedGroups')
      .set({ vehicleIds: JSON.stringify(vehicleIds), area: JSON.stringify(area) })
      .where('id', '=', groupId)
      .execute();
  }

  async close(groupId: string, closedAt: number, closeReason: 'closed' | 'hang-time'): Promise<void> {
    await this.database.updateTable('openedGroups').set({ closedAt, closeReason }).where('id', '=', groupId).execute();
  }

  /** Those that are open, with the moment of the last word in each, or of its opening where none was said. */
  async stillOpen(): Promise<(OpenedGroupRow & { lastWordAt: number })[]> {
    const rows = await this.database
      .selectFrom('openedGroups')
      .selectAll('openedGroups')
      .select((row) =>
        row
          .selectFrom('bursts')
          .select((burst) => burst.fn.max(burst.fn.coalesce('bursts.endedAt', 'bursts.startedAt')).as('at'))
          .whereRef('bursts.groupId', '=', 'openedGroups.id')
          .as('lastWordAt'),
      )
      .where('closedAt', 'is', null)
      .orderBy('openedAt')
      .execute();
    return rows.map(({ closedAt: _closedAt, closeReason: _closeReason, lastWordAt, ...row }) => ({
      ...row,
      lastWordAt: Math.max(row.openedAt, lastWordAt ?? 0),
    }));
  }
}
