import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table places (
    id text primary key,
    name text not null,
    kind text not null,
    parent_id text references places (id)
  )`,
  sql`create table accounts (
    id text primary key,
    login text not null unique,
    name text not null,
    password_hash text,
    pin_hash text,
    must_change_password boolean not null default false,
    password_expires_at bigint,
    demo boolean not null default false
  )`,
  sql`create table grants (
    account_id text not null references accounts (id) on delete cascade,
    role text not null,
    place_id text not null references places (id),
    primary key (account_id, role, place_id)
  )`,
  sql`create table devices (
    id text primary key,
    name text not null,
    place_id text not null references places (id),
    code_hash text unique,
    token_hash text unique,
    enrolled_at bigint
  )`,
  sql`create table vehicles (
    id text primary key,
    plate text not null,
    place_id text not null references places (id),
    on_duty boolean not null default false,
    status text not null default 'free',
    crew jsonb not null default '[]',
    revision bigint not null default 1
  )`,
  sql`create table cameras (
    id text primary key,
    vehicle_id text not null references vehicles (id) on delete cascade,
    view text not null,
    unique (vehicle_id, view)
  )`,
  sql`create table sessions (
    id text primary key,
    token_hash text not null unique,
    account_id text not null references accounts (id) on delete cascade,
    vehicle_id text,
    device_id text,
    started_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    end_reason text
  )`,
  sql`create index sessions_open on sessions (id) where ended_at is null`,
  sql`create table bursts (
    id text primary key,
    group_id text not null,
    group_name text not null,
    place_id text not null,
    speaker_name text not null,
    account_id text not null,
    vehicle_id text,
    started_at bigint not null,
    ended_at bigint,
    end_reason text
  )`,
  sql`create index bursts_by_time on bursts (started_at)`,
  sql`create index bursts_open on bursts (id) where ended_at is null`,
  sql`create table orders (
    id text primary key,
    number bigint generated always as identity unique,
    client_key text not null unique,
    sender_id text not null,
    sender_name text not null,
    text text not null,
    priority text not null,
    place jsonb,
    sent_at bigint not null,
    revision bigint not null
  )`,
  sql`create index orders_by_time on orders (sent_at)`,
  sql`create table receipts (
    order_id text not null references orders (id) on delete cascade,
    vehicle_id text not null,
    state text not null,
    times jsonb not null,
    note text,
    primary key (order_id, vehicle_id)
  )`,
  sql`create index receipts_by_vehicle on receipts (vehicle_id, state)`,
  sql`create table messages (
    id text primary key,
    client_key text not null,
    vehicle_id text not null,
    order_id text,
    account_id text not null,
    sender_name text not null,
    text text not null,
    at bigint not null,
    unique (account_id, client_key)
  )`,
  sql`create index messages_by_time on messages (at)`,
  sql`create table segments (
    id text primary key,
    vehicle_id text,
    place_id text not null,
    track text not null,
    camera_view text,
    group_id text,
    burst_id text,
    source text not null,
    path text not null,
    mime_type text not null,
    started_at bigint not null,
    ended_at bigint not null,
    state text not null,
    bytes bigint not null,
    init_bytes bigint not null,
    key_offset bigint,
    key_bytes bigint,
    key_at bigint
  )`,
  sql`create index segments_by_vehicle on segments (vehicle_id, ended_at)`,
  sql`create index segments_by_burst on segments (burst_id) where burst_id is not null`,
  sql`create index segments_open on segments (id) where state = 'open'`,
  sql`create index segments_with_key on segments (vehicle_id, camera_view, key_at) where key_at is not null`,
  sql`create table gaps (
    id text primary key,
    vehicle_id text not null,
    track text not null,
    camera_view text,
    started_at bigint not null,
    ended_at bigint,
    reason text not null
  )`,
  sql`create index gaps_by_vehicle on gaps (vehicle_id, started_at)`,
  sql`create index gaps_open on gaps (id) where ended_at is null`,
  sql`create table journals (
    path text primary key,
    taken_bytes bigint not null
  )`,
  sql`create table feed (
    id text primary key,
    at bigint not null,
    kind text not null,
    place_id text not null,
    vehicle_id text,
    details jsonb not null
  )`,
  sql`create index feed_by_time on feed (at)`,
  sql`create table audit (
    number bigint generated always as identity primary key,
    at bigint not null,
    account_id text,
    actor_name text not null,
    session_id text,
    address text not null,
    action text not null,
    outcome text not null,
    subject_kind text,
    subject_id text,
    place_id text,
    details jsonb not null,
    count bigint not null,
    last_at bigint not null
  )`,
  sql`create index audit_by_time on audit (at)`,
];

/** Everything that the first release keeps. Moments are bigint milliseconds. */
export const firstTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
