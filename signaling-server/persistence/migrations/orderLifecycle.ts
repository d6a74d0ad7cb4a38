import { sql, type Migration } from 'kysely';

const statements = [
  sql`alter table orders add column content jsonb`,
  sql`update orders set content = jsonb_build_object(
    'text', text, 'priority', priority, 'deadline', null, 'attachmentIds', '[]'::jsonb,
    'place', case when place is null or place = 'null'::jsonb then 'null'::jsonb
      else place || '{"radius": 80}'::jsonb end)`,
  sql`alter table orders alter column content set not null`,
  sql`alter table orders drop column text, drop column priority, drop column place`,
  sql`alter table orders add column version bigint not null default 1`,
  sql`alter table orders add column earlier jsonb not null default '[]'`,
  sql`alter table orders add column group_id text`,
  sql`alter table orders add column owner_id text`,
  sql`alter table orders add column owner_name text`,
  sql`update orders set owner_id = sender_id, owner_name = sender_name`,
  sql`alter table orders alter column owner_id set not null, alter column owner_name set not null`,
  sql`alter table orders add column expires_at bigint not null default 9007199254740991`,
  sql`alter table orders alter column expires_at drop default`,
  sql`alter table receipts add column version bigint not null default 1`,
  sql`alter table receipts add column names jsonb not null default '{}'`,
  sql`alter table receipts add column attachment_ids jsonb not null default '[]'`,
  sql`alter table receipts add column arrived_by text`,
  sql`alter table receipts add column read_aloud jsonb`,
  sql`alter table receipts add column escalations jsonb not null default '[]'`,
  sql`alter table messages add column sender text not null default 'crew'`,
  sql`create table attachments (
    id text primary key,
    account_id text not null,
    vehicle_id text,
    order_id text references orders (id) on delete cascade,
    kind text not null,
    mime_type text not null,
    bytes bigint not null,
    width bigint,
    height bigint,
    taken_at bigint,
    position jsonb,
    camera_id text,
    made_at bigint not null
  )`,
  sql`create index attachments_by_order on attachments (order_id)`,
  sql`create table order_templates (
    id text primary key,
    place_id text not null references places (id),
    name text not null,
    text text not null,
    priority text not null
  )`,
  sql`create table escalation_rules (
    place_id text not null references places (id),
    priority text not null,
    expires_after_seconds bigint not null,
    steps jsonb not null,
    primary key (place_id, priority)
  )`,
];

/** Orders with their whole life: versions, who is in charge, receipts with names and escalations; what hangs on them. */
export const orderLifecycleTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
