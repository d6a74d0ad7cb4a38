import { sql, type Migration } from 'kysely';

const statements = [
  sql`create table audit_seals (
    position bigint primary key,
    number bigint not null unique,
    row_hash text not null,
    previous_hash text not null,
    subject_kind text,
    subject_id text,
    subject_count bigint,
    subject_previous_hash text,
    hash text not null,
    sealed_at bigint not null
  )`,
  sql`create index audit_seals_by_subject on audit_seals (subject_kind, subject_id, position)`,
  sql`create index audit_by_subject on audit (subject_kind, subject_id)`,
  sql`create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the record of who did what is only ever added to';
    end
  $$`,
  sql`create trigger audit_is_only_added_to before update or delete or truncate on audit
    for each statement execute function refuse_change()`,
  sql`create trigger audit_seals_are_only_added_to before update or delete or truncate on audit_seals
    for each statement execute function refuse_change()`,
];

/** The chain over the audit rows, and a guard in the database against changing them by mistake. */
export const auditChain: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
