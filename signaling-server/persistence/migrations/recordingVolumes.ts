import { sql, type Migration } from 'kysely';

const statements = [
  sql`alter table segments add column stored text not null default 'volume'`,
  sql`create index segments_to_archive on segments (ended_at) where stored = 'volume' and state <> 'open'`,
  sql`create table doomed_objects (path text primary key)`,
  sql`create table storage_quotas (place_id text primary key, bytes bigint not null, changed_at bigint not null)`,
];

/** Where a segment's file is, what is to be taken out of the archive, and how much each place may record. */
export const recordingVolumesTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
