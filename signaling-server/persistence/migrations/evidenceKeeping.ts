import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table record_stamps (
    head_number bigint primary key references record_heads (number),
    stamped_at bigint not null,
    authority text not null,
    token text not null,
    received_at bigint not null
  )`,
  sql`create trigger record_stamps_are_only_added_to
    before update or delete or truncate on record_stamps
    for each statement execute function refuse_change()`,
  sql`alter table evidence_packages add column removes_at bigint, add column removed_at bigint`,
  sql`create index evidence_packages_to_remove on evidence_packages (removes_at) where removes_at is not null`,
];

/** Time stamps over what was signed, and zips of packages that go after a while to make room. */
export const evidenceKeeping: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
