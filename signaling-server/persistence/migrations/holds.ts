import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table holds (
    id text primary key,
    vehicle_id text not null references vehicles (id),
    place_id text not null,
    from_at bigint not null,
    to_at bigint,
    reason text not null,
    alarm_id text unique,
    begun_at bigint not null,
    released_at bigint
  )`,
  sql`create index holds_of_vehicle on holds (vehicle_id, from_at) where released_at is null`,
];

/** Recordings that retention must leave alone, each with why. */
export const holdsTable: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
