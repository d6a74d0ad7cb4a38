import { sql, type Migration } from 'kysely';

/** What has been changed of the timers and limits of a group's floor; a group without a row has the defaults. */
export const floorSettings: Migration = {
  async up(database) {
    await sql`create table floor_settings (
      group_id text primary key,
      settings jsonb not null,
      changed_at bigint not null
    )`.execute(database);
  },
};
