import type { Kysely } from 'kysely';
import type { SealedRow, Seal } from '../audit/auditChain';
import type { Schema } from '../persistence/schema';

const SUBJECTS_A_STATEMENT = 1_000;

export interface CustodySubject {
  readonly kind: 'segment' | 'package';
  readonly ids: readonly string[];
}

/** A row of the audit record with its link; the link is null for the second before the row is sealed. */
export interface CustodyRow {
  readonly row: SealedRow;
  readonly seal: Seal | null;
}

/** What the audit record says of recordings and packages. */
export class CustodyTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** Every row about the subjects, oldest first. */
  async about({ kind, ids }: CustodySubject): Promise<CustodyRow[]> {
    const found: CustodyRow[] = [];
    for (let start = 0; start < ids.length; start += SUBJECTS_A_STATEMENT) {
      const rows = await this.database
        .selectFrom('audit')
        .selectAll()
        .where('subjectKind', '=', kind)
        .where('subjectId', 'in', ids.slice(start, start + SUBJECTS_A_STATEMENT))
        .execute();
      const seals = await this.sealsOf(rows.map(({ number }) => number));
      found.push(...rows.map((row) => ({ row, seal: seals.get(row.number) ?? null })));
    }
    return found.sort((one, other) => one.row.number - other.row.number);
  }

  /**
   * Every row about recordings, oldest first. Where only the key pictures of one are kept, those about the original
   * belong to it as well: `originals` says of which copy each was.
   */
  async aboutRecordings(
    ids: readonly string[],
  ): Promise<{ readonly rows: readonly CustodyRow[]; readonly originals: ReadonlyMap<string, string> }> {
    const own = await this.about({ kind: 'segment', ids });
    const originals = new Map<string, string>();
    for (const { row } of own) {
      const original = row.action === 'recording.reduce' ? row.details['original'] : undefined;
      if (typeof original === 'string' && row.subjectId !== null) originals.set(original, row.subjectId);
    }
    const missing = [...originals.keys()].filter((id) => !ids.includes(id));
    const rows = [...own, ...(await this.about({ kind: 'segment', ids: missing }))];
    return { rows: rows.sort((one, other) => one.row.number - other.row.number), originals };
  }

  /** Every row of one kind of action, oldest first. */
  async ofAction(action: string): Promise<SealedRow[]> {
    return await this.database.selectFrom('audit').selectAll().where('action', '=', action).orderBy('number').execute();
  }

  /** The links of the chain from one position to another, both included. */
  async links(first: number, last: number): Promise<Seal[]> {
    return await this.database
      .selectFrom('auditSeals')
      .selectAll()
      .where('position', '>=', first)
      .where('position', '<=', last)
      .orderBy('position')
      .execute();
  }

  private async sealsOf(numbers: readonly number[]): Promise<ReadonlyMap<number, Seal>> {
    if (numbers.length === 0) return new Map();
    const seals = await this.database.selectFrom('auditSeals').selectAll().where('number', 'in', numbers).execute();
    return new Map(seals.map((seal) => [seal.number, seal]));
  }
}
