import { sql, type Migration } from 'kysely';

/** The steps of the store of positions, in the order of their names. A step that has been released is never changed. */
export const positionMigrations: Readonly<Record<string, Migration>> = {
  '001-positions': {
    async up(database) {
      await sql`
        create table positions (
          vehicle_id text not null,
          number bigint not null,
          at bigint not null,
          received_at bigint not null,
          longitude double precision not null,
          latitude double precision not null,
          speed double precision,
          heading double precision,
          accuracy double precision,
          primary key (vehicle_id, number)
        )`.execute(database);
      await sql`create index positions_by_time on positions (vehicle_id, at)`.execute(database);
    },
  },
};
