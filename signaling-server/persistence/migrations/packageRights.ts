import { sql, type Migration } from 'kysely';

/** How high the one who asked for a package held the right, by which talk is given him while it is made. */
export const packageRights: Migration = {
  async up(database) {
    await sql`alter table evidence_packages add column right_place_id text`.execute(database);
  },
};
