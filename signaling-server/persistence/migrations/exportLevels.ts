import { sql, type Migration } from 'kysely';

/** How high in the organisation the right to export must be held, by the place of a recording and what it is kept for. */
export const exportLevels: Migration = {
  async up(database) {
    await sql`
      create table export_levels (
        place_id text not null,
        category text not null,
        level text not null,
        changed_at bigint not null,
        primary key (place_id, category)
      )
    `.execute(database);
  },
};
