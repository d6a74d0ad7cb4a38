import { sql, type Migration } from 'kysely';

const statements = [
  sql`alter table marks add column name text not null default ''`,
  sql`create table stills (
    id text primary key,
    client_key text not null unique,
    vehicle_id text not null,
    camera_view text not null,
    place_id text not null references places (id),
    plate text not null,
    place_name text not null,
    longitude double precision,
    latitude double precision,
    at bigint not null,
    segment_id text not null,
    source_bytes bigint not null,
    source_sha256 text not null,
    source_sm3 text not null,
    reason text not null,
    bytes bigint not null,
    sha256 text not null,
    account_id text not null,
    author_name text not null,
    created_at bigint not null
  )`,
  sql`create index stills_by_vehicle on stills (vehicle_id, at)`,
  sql`create table covered_copies (
    id text primary key,
    client_key text not null unique,
    vehicle_id text not null,
    camera_view text not null,
    place_id text not null references places (id),
    plate text not null,
    from_at bigint not null,
    to_at bigint not null,
    regions jsonb not null,
    reason text not null,
    state text not null,
    percent bigint not null,
    failure text,
    parts jsonb not null,
    bytes bigint,
    sha256 text,
    account_id text not null,
    author_name text not null,
    created_at bigint not null,
    revision bigint not null
  )`,
  sql`create index covered_copies_by_vehicle on covered_copies (vehicle_id, from_at)`,
];

/** Clips bear names; stills and covered copies are kept beside the recordings that they were made from. */
export const stillsAndCovers: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
