import { sql, type Migration } from 'kysely';

const statements = [
  sql`alter table bursts add column priority int not null default 5`,
  sql`alter table bursts add column emergency boolean not null default false`,
  sql`alter table bursts add column order_id text`,
  sql`alter table bursts add column position jsonb`,
  sql`alter table bursts add column floor_events jsonb not null default '[]'`,
  sql`create index bursts_by_group on bursts (group_id, started_at)`,
  sql`create table burst_receivers (
    burst_id text not null,
    receiver_id text not null,
    kind text not null,
    name text not null,
    started_at bigint not null,
    forwarded_packets bigint,
    forwarded_lost bigint,
    played_at bigint,
    played_ms bigint,
    concealed_ms bigint,
    late boolean,
    reason text,
    primary key (burst_id, receiver_id)
  )`,
  sql`create index burst_receivers_not_played on burst_receivers (receiver_id, started_at) where played_at is null`,
];

/** Who was to hear each burst and who heard it, and what else the voice log says of it. */
export const voiceLog: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
