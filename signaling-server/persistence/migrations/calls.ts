import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table opened_groups (
    id text primary key,
    kind text not null,
    name text not null,
    place_id text not null,
    vehicle_ids jsonb not null,
    area jsonb,
    opened_by_id text not null,
    opened_by_name text not null,
    opened_at bigint not null,
    closed_at bigint,
    close_reason text
  )`,
  sql`create index opened_groups_open on opened_groups (id) where closed_at is null`,
  sql`create table emergencies (
    id text primary key,
    group_id text not null,
    group_name text not null,
    place_id text not null,
    session_id text not null,
    account_id text not null,
    name text not null,
    vehicle_id text,
    started_at bigint not null,
    ended_at bigint,
    end_reason text
  )`,
  sql`create unique index emergencies_open on emergencies (group_id) where ended_at is null`,
  sql`create table phone_calls (
    id text primary key,
    place_id text not null,
    vehicle_id text not null,
    caller_name text not null,
    caller_vehicle_id text,
    caller_account_id text not null,
    callee_name text not null,
    callee_vehicle_id text,
    callee_account_id text,
    state text not null,
    end_reason text,
    started_at bigint not null,
    answered_at bigint,
    ended_at bigint,
    revision bigint not null
  )`,
  sql`create index phone_calls_by_vehicle on phone_calls (vehicle_id, started_at)`,
  sql`create index phone_calls_open on phone_calls (id) where ended_at is null`,
  sql`create table ambient_listenings (
    id text primary key,
    vehicle_id text not null,
    place_id text not null,
    account_id text not null,
    listener_name text not null,
    reason text not null,
    started_at bigint not null,
    ended_at bigint
  )`,
  sql`create index ambient_listenings_by_vehicle on ambient_listenings (vehicle_id, ended_at)`,
  sql`create index ambient_listenings_open on ambient_listenings (id) where ended_at is null`,
];

/** Groups opened for the moment, emergencies, phone calls and ambient listenings, each kept after its end. */
export const callsTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
