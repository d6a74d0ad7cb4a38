import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';
import { emptyChain, type ChainEnd, type RecordHead, type RecordSeal } from './sealFormat';

/** Rows in one statement: PostgreSQL takes at most 65,535 parameters. */
const ROWS_A_STATEMENT = 1_000;

export type QueuedRecord = Schema['unsealedRecords'];

/** What is to be sealed, and the chains and heads of what has been. Seals and heads are only ever added. */
export class RecordSealsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  /** What waits to be sealed since before a moment, oldest first. */
  async queued(kind: QueuedRecord['kind'], before: number, limit: number): Promise<QueuedRecord[]> {
    return await this.database
      .selectFrom('unsealedRecords')
      .selectAll()
      .where('kind', '=', kind)
      .where('queuedAt', '<=', before)
      .orderBy('queuedAt')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Takes them off the list, unless one was put on it again meanwhile. */
  async unqueue(records: readonly QueuedRecord[]): Promise<void> {
    for (const { kind, id, queuedAt } of records) {
      await this.database
        .deleteFrom('unsealedRecords')
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('queuedAt', '=', queuedAt)
        .execute();
    }
  }

  async segments(ids: readonly string[]): Promise<Selectable<Schema['segments']>[]> {
    if (ids.length === 0) return [];
    return await this.database.selectFrom('segments').selectAll().where('id', 'in', ids).execute();
  }

  async gaps(ids: readonly string[]): Promise<Selectable<Schema['gaps']>[]> {
    if (ids.length === 0) return [];
    return await this.database.selectFrom('gaps').selectAll().where('id', 'in', ids).execute();
  }

  /** Seals of segments and gaps, in the order of their making. */
  async ofSubjects(subjectIds: readonly string[]): Promise<RecordSeal[]> {
    const seals: RecordSeal[] = [];
    for (let start = 0; start < subjectIds.length; start += ROWS_A_STATEMENT) {
      seals.push(
        ...(await this.database
          .selectFrom('recordSeals')
          .selectAll()
          .where('subjectId', 'in', subjectIds.slice(start, start + ROWS_A_STATEMENT))
          .orderBy('chain')
          .orderBy('position')
          .execute()),
      );
    }
    return seals;
  }

  /** The links of a chain from one position to another, both included. */
  async between(chain: string, first: number, last: number): Promise<RecordSeal[]> {
    return await this.database
      .selectFrom('recordSeals')
      .selectAll()
      .where('chain', '=', chain)
      .where('position', '>=', first)
      .where('position', '<=', last)
      .orderBy('position')
      .execute();
  }

  /** Every link that a head signs, in the order of its tree. */
  async ofHead(number: number): Promise<RecordSeal[]> {
    return await this.database
      .selectFrom('recordSeals')
      .selectAll()
      .where('headNumber', '=', number)
      .orderBy('headIndex')
      .execute();
  }

  async heads(numbers: readonly number[]): Promise<RecordHead[]> {
    if (numbers.length === 0) return [];
    return await this.database
      .selectFrom('recordHeads')
      .selectAll()
      .where('number', 'in', numbers)
      .orderBy('number')
      .execute();
  }

  /** Heads after one, in their order. */
  async headsAfter(number: number, limit: number): Promise<RecordHead[]> {
    return await this.database
      .selectFrom('recordHeads')
      .selectAll()
      .where('number', '>', number)
      .orderBy('number')
      .limit(limit)
      .execute();
  }

  async newestHead(): Promise<RecordHead | null> {
    const head = await this.database
      .selectFrom('recordHeads')
      .selectAll()
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    return head ?? null;
  }

  async endOf(chain: string): Promise<ChainEnd> {
    const last = await this.database
      .selectFrom('recordSeals')
      .select(['position', 'sha256', 'sm3'])
      .where('chain', '=', chain)
      .orderBy('position', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last ? { position: last.position, digest: { sha256: last.sha256, sm3: last.sm3 } } : emptyChain;
  }

  async add(seals: readonly RecordSeal[], head: RecordHead): Promise<void> {
    for (let start = 0; start < seals.length; start += ROWS_A_STATEMENT) {
      await this.database
        .insertInto('recordSeals')
        .values(seals.slice(start, start + ROWS_A_STATEMENT))
        .execute();
    }
    await this.database.insertInto('recordHeads').values(head).execute();
  }
}
