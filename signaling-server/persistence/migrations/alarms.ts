import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table alarms (
    id text primary key,
    number bigint not null unique,
    client_key text unique,
    kind text not null,
    place_id text not null,
    vehicle_id text,
    camera_id text,
    raised_at bigint not null,
    is_open boolean not null,
    course jsonb not null,
    owner_name text,
    details jsonb not null,
    position jsonb,
    history jsonb not null,
    revision bigint not null
  )`,
  sql`create index alarms_open on alarms (is_open) where is_open`,
  sql`create index alarms_by_time on alarms (raised_at)`,
  sql`create table alarm_numbers (
    single boolean primary key default true check (single),
    last bigint not null
  )`,
  sql`insert into alarm_numbers (last) values (0)`,
  sql`create table alarm_thresholds (place_id text primary key references places (id), thresholds jsonb not null)`,
];

/** Alarms with their course and history, and when the automatic ones are raised. */
export const alarmTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
