import { sql, type Migration } from 'kysely';

/** The alarm that words belong to, beside their order. */
export const burstAlarms: Migration = {
  async up(database) {
    await sql`alter table bursts add column alarm_id text`.execute(database);
  },
};
