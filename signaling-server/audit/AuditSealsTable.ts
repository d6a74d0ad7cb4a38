import { sql, type Kysely } from 'kysely';
import type { Schema } from '../persistence/schema';
import { emptyChain, subjectKey, type ChainEnd, type Seal, type SealedRow } from './auditChain';

/** How far behind the newest sealed row one may still be committed: more transactions than can run at a time. */
const LATE_ROWS = 10_000;

/** A link with the row that it seals; the row is null where it is gone. */
export interface SealWithRow {
  readonly seal: Seal;
  readonly row: SealedRow | null;
}

/** The links of the audit chain. They are only ever added. */
export class AuditSealsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async end(): Promise<ChainEnd> {
    const last = await this.database
      .selectFrom('auditSeals')
      .select(['position', 'hash'])
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last ?? emptyChain;
  }

  /** The end of each subject's own chain, for those that have one, by `subjectKey`; asked for all in one statement. */
  async endsOfSubjects(
    subjects: readonly { subjectKind: string; subjectId: string }[],
  ): Promise<Map<string, ChainEnd>> {
    if (subjects.length === 0) return new Map();
    const asked = subjects.map(({ subjectKind, subjectId }) => sql`(${subjectKind}::text, ${subjectId}::text)`);
    const { rows } = await sql<{ subjectKind: string; subjectId: string; subjectCount: number; hash: string }>`
      select asked.subject_kind, asked.subject_id, newest.subject_count, newest.hash
      from (values ${sql.join(asked)}) as asked (subject_kind, subject_id)
      cross join lateral (
        select subject_count, hash from audit_seals
        where subject_kind = asked.subject_kind and subject_id = asked.subject_id
        order by position desc limit 1
      ) as newest`.execute(this.database);
    return new Map(rows.map((row) => [subjectKey(row) ?? '', { position: row.subjectCount, hash: row.hash }]));
  }

  /** Rows that no link seals yet, in the order of their numbers. */
  async unsealed(limit: number): Promise<SealedRow[]> {
    return await this.database
      .selectFrom('audit')
      .selectAll()
      .where('number', '>', (query) =>
        query
          .selectFrom('auditSeals')
          .select((seal) => sql<number>`coalesce(max(${seal.ref('number')}), 0) - ${sql.lit(LATE_ROWS)}`.as('oldest')),
      )
      .where((query) =>
        query.not(
          query.exists(
            query.selectFrom('auditSeals').select('position').whereRef('auditSeals.number', '=', 'audit.number'),
          ),
        ),
      )
      .orderBy('number')
      .limit(limit)
      .execute();
  }

  async add(seals: readonly Seal[]): Promise<void> {
    await this.database.insertInto('auditSeals').values(seals).execute();
  }

  /** Links from a position on, each with its row. */
  async from(position: number, limit: number): Promise<SealWithRow[]> {
    const seals = await this.database
      .selectFrom('auditSeals')
      .selectAll()
      .where('position', '>=', position)
      .orderBy('position')
      .limit(limit)
      .execute();
    if (seals.length === 0) return [];
    const rows = await this.database
      .selectFrom('audit')
      .selectAll()
      .where(
        'number',
        'in',
        seals.map(({ number }) => number),
      )
      .execute();
    const rowOf = new Map(rows.map((row) => [row.number, row]));
    return seals.map((seal) => ({ seal, row: rowOf.get(seal.number) ?? null }));
  }

  /** The link that continues a hash, wherever it stands now. */
  async after(previousHash: string): Promise<Seal | null> {
    const seal = await this.database
      .selectFrom('auditSeals')
      .selectAll()
      .where('previousHash', '=', previousHash)
      .executeTakeFirst();
    return seal ?? null;
  }

  /** Rows that no link seals, however old: the newest are about to be, an older one was slipped in. */
  async neverSealed(): Promise<{ number: number; at: number }[]> {
    return await this.database
      .selectFrom('audit')
      .leftJoin('auditSeals', 'auditSeals.number', 'audit.number')
      .select(['audit.number', 'audit.at'])
      .where('auditSeals.position', 'is', null)
      .orderBy('audit.number')
      .execute();
  }
}
