import type { Insertable, Kysely } from 'kysely';
import type { ParsedInput } from '@protocol';
import type { Schema } from '../persistence/schema';
import type { SealedRow } from './auditChain';

/** PostgreSQL takes at most 65,535 parameters in one statement. */
const ROWS_A_STATEMENT = 1_000;

export interface AuditSearch extends ParsedInput<'audit:search'> {
  readonly placeIds: readonly string[];
  /** Rows that belong to no place, such as sign-ins: for those in charge of everything. */
  readonly withoutPlace: boolean;
}

export class AuditTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['audit']>): Promise<number> {
    const { number } = await this.database
      .insertInto('audit')
      .values(row)
      .returning('number')
      .executeTakeFirstOrThrow();
    return number;
  }

  async addAll(rows: readonly Insertable<Schema['audit']>[]): Promise<number[]> {
    const numbers: number[] = [];
    for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
      const some = rows.slice(start, start + ROWS_A_STATEMENT);
      const added = await this.database.insertInto('audit').values(some).returning('number').execute();
      numbers.push(...added.map(({ number }) => number));
    }
    return numbers;
  }

  /** Rows at the given places (and those of no place, where asked for), newest first. */
  async search({
    placeIds,
    withoutPlace,
    ...query
  }: AuditSearch): Promise<(SealedRow & { position: number | null; hash: string | null })[]> {
    const { text, action, outcome, subject, before } = query;
    return await this.database
      .selectFrom('audit')
      .leftJoin('auditSeals', 'auditSeals.number', 'audit.number')
      .selectAll('audit')
      .select(['auditSeals.position', 'auditSeals.hash'])
      .where('audit.at', '>=', query.from)
      .where('audit.at', '<=', query.to)
      .where((row) =>
        row.or([
          ...(placeIds.length > 0 ? [row('audit.placeId', 'in', placeIds)] : []),
          ...(withoutPlace ? [row('audit.placeId', 'is', null)] : []),
          row.lit(false),
        ]),
      )
      .$if(action !== null, (rows) => rows.where('audit.action', '=', action))
      .$if(outcome !== null, (rows) => rows.where('audit.outcome', '=', outcome))
      .$if(before !== null, (rows) => rows.where('audit.number', '<', before))
      .$if(subject !== null, (rows) =>
        rows.where('audit.subjectKind', '=', subject?.kind ?? '').where('audit.subjectId', '=', subject?.id ?? ''),
      )
      .$if(text !== null && text !== '', (rows) =>
        rows.where((row) =>
          row.or(
            (['audit.actorName', 'audit.action', 'audit.subjectId'] as const).map((column) =>
              row(column, 'ilike', `%${withoutWildcards(text ?? '')}%`),
            ),
          ),
        ),
      )
      .orderBy('audit.number', 'desc')
      .limit(query.limit)
      .execute();
  }
}

/** What a person typed is looked for as it stands. */
function withoutWildcards(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
