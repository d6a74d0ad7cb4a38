import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table device_recordings (
    id text primary key,
    vehicle_id text not null,
    place_id text not null,
    device_id text,
    account_id text not null,
    track text not null,
    camera_view text,
    chain_id text not null,
    first_sequence integer not null,
    last_sequence integer not null,
    chain_head text not null,
    chain text not null,
    chunks integer not null,
    bytes bigint not null,
    started_at bigint not null,
    ended_at bigint not null,
    clock_offset_ms double precision,
    clock_uncertainty_ms integer,
    state text not null,
    begun_at bigint not null
  )`,
  sql`create index device_recordings_of_chain on device_recordings (chain_id, last_sequence)`,
  sql`create index device_recordings_waiting on device_recordings (state) where state = 'received'`,
];

/** What terminals recorded by themselves and hand in. */
export const deviceRecordingsTable: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
