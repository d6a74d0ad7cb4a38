import { sql, type Migration } from 'kysely';

const nowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const statements = [
  sql`create table unsealed_records (
    kind text not null,
    id text not null,
    queued_at bigint not null,
    primary key (kind, id)
  )`,
  sql`create table record_seals (
    chain text not null,
    position bigint not null,
    kind text not null,
    subject_id text not null,
    leaf text not null,
    previous_sha256 text not null,
    previous_sm3 text not null,
    sha256 text not null,
    sm3 text not null,
    sealed_at bigint not null,
    head_number bigint not null,
    head_index bigint not null,
    primary key (chain, position)
  )`,
  sql`create index record_seals_by_subject on record_seals (subject_id)`,
  sql`create index record_seals_by_head on record_seals (head_number, head_index)`,
  sql`create table record_heads (
    number bigint primary key,
    signed_at bigint not null,
    size bigint not null,
    root_sha256 text not null,
    root_sm3 text not null,
    previous_sha256 text not null,
    previous_sm3 text not null,
    algorithm text not null,
    key_fingerprint text not null,
    signature text not null
  )`,
  ...['record_seals', 'record_heads'].map(
    (table) => sql`create trigger ${sql.ref(`${table}_are_only_added_to`)}
      before update or delete or truncate on ${sql.table(table)}
      for each statement execute function refuse_change()`,
  ),
  sql`create function queue_segment_for_sealing() returns trigger language plpgsql as $$
    begin
      insert into unsealed_records (kind, id, queued_at)
        values ('segment', coalesce(new.id, old.id), ${nowMs})
        on conflict (kind, id) do update set queued_at = excluded.queued_at;
      return null;
    end
  $$`,
  sql`create trigger closed_segments_are_sealed after insert on segments
    for each row when (new.state <> 'open') execute function queue_segment_for_sealing()`,
  sql`create trigger changed_segments_are_sealed after update on segments
    for each row when (new.state is distinct from old.state and new.state <> 'open')
    execute function queue_segment_for_sealing()`,
  sql`create trigger removed_segments_are_sealed after delete on segments
    for each row execute function queue_segment_for_sealing()`,
  sql`create function queue_gap_for_sealing() returns trigger language plpgsql as $$
    begin
      insert into unsealed_records (kind, id, queued_at)
        values ('gap', coalesce(new.id, old.id), ${nowMs})
        on conflict (kind, id) do update set queued_at = excluded.queued_at;
      return null;
    end
  $$`,
  sql`create trigger ended_gaps_are_sealed after insert or update on gaps
    for each row when (new.ended_at is not null) execute function queue_gap_for_sealing()`,
  sql`create trigger removed_gaps_are_sealed after delete on gaps
    for each row execute function queue_gap_for_sealing()`,
  sql`insert into unsealed_records (kind, id, queued_at)
    select 'segment', id, ${nowMs} from segments where state <> 'open'`,
  sql`insert into unsealed_records (kind, id, queued_at)
    select 'gap', id, ${nowMs} from gaps where ended_at is not null`,
  sql`create table evidence_packages (
    id text primary key,
    account_id text not null,
    actor_name text not null,
    scope jsonb not null,
    place_id text not null,
    state text not null,
    percent integer not null,
    requested_at bigint not null,
    finished_at bigint,
    bytes bigint,
    manifest_sha256 text,
    failure text,
    revision integer not null
  )`,
  sql`create index evidence_packages_by_time on evidence_packages (requested_at)`,
];

/**
 * What is recorded is sealed: whoever closes, changes or removes a segment or a gap, a trigger puts it on the sealer's
 * list. Seals and heads are only ever added to.
 */
export const evidenceTables: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
