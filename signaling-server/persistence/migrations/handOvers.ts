import { sql, type Migration } from 'kysely';

/** Shifts that were handed over, until whoever takes over has read the note. */
export const handOversTable: Migration = {
  up: async (database) => {
    await sql`create table hand_overs (
      id text primary key,
      account_id text not null,
      from_name text not null,
      note text not null,
      orders bigint not null,
      alarms bigint not null,
      at bigint not null,
      seen_at bigint
    )`.execute(database);
    await sql`create index hand_overs_unseen on hand_overs (account_id) where seen_at is null`.execute(database);
  },
};
