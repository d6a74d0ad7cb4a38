import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table operations (
    id text primary key,
    client_key text not null unique,
    place_id text not null references places (id),
    name text not null,
    note text not null,
    from_at bigint not null,
    to_at bigint,
    vehicle_ids jsonb not null,
    group_ids jsonb not null,
    area jsonb,
    created_by text not null,
    created_at bigint not null,
    revision bigint not null
  )`,
  sql`create index operations_by_time on operations (from_at)`,
  sql`create table marks (
    id text primary key,
    client_key text not null unique,
    from_at bigint not null,
    to_at bigint not null,
    cameras jsonb not null,
    place_ids jsonb not null,
    text text not null,
    account_id text not null,
    author_name text not null,
    created_at bigint not null
  )`,
  sql`create index marks_by_time on marks (from_at, to_at)`,
];

/** Joint actions, and what people set apart in recordings. */
export const operationsTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
