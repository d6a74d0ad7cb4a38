import { sql, type Migration } from 'kysely';

const statements = [
  sql`alter table segments
    add column damages jsonb not null default '[]',
    add column captured_at bigint,
    add column capture_source text,
    add column capture_uncertainty_ms integer`,
  sql`create index segments_by_end on segments (ended_at) where state <> 'open'`,
  sql`create table segment_deletions (
    segment_id text primary key,
    vehicle_id text,
    place_id text not null,
    track text not null,
    camera_view text,
    started_at bigint not null,
    ended_at bigint not null,
    bytes bigint not null,
    why text not null,
    deleted_at bigint not null
  )`,
  sql`create index segment_deletions_of_vehicle on segment_deletions (vehicle_id, ended_at)`,
  sql`create table retention_rules (category text primary key, days integer not null, changed_at bigint not null)`,
  sql`create table kept_spans (
    id text primary key,
    vehicle_id text not null,
    from_at bigint not null,
    to_at bigint not null,
    kept_at bigint not null
  )`,
  sql`create index kept_spans_of_vehicle on kept_spans (vehicle_id, to_at)`,
  sql`create table deletion_requests (
    id text primary key,
    vehicle_id text not null,
    place_id text not null,
    from_at bigint not null,
    to_at bigint not null,
    reason text not null,
    requested_by text not null,
    requester_name text not null,
    requested_at bigint not null,
    decision text,
    decision_reason text,
    decided_by text,
    decider_name text,
    decided_at bigint
  )`,
  sql`alter table holds drop constraint if exists holds_vehicle_id_fkey`,
  sql`alter table holds alter column vehicle_id drop not null`,
];

/** How long recordings are kept, what was deleted and why, what a segment misses, and when its first picture was taken. */
export const recordingStorage: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
