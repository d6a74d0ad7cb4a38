import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../persistence/schema';
import { linkOf, subjectKey, type ChainEnd, type Seal, type SealedRow } from './auditChain';
import { AuditSealsTable } from './AuditSealsTable';
import type { HeadFiles } from './HeadFiles';

const SEAL_EVERY_MS = 500;
const MOST_ROWS_AT_ONCE = 500;
/** Subjects whose end is remembered, so that a busy one is not looked up at every pass. */
const MOST_SUBJECTS_REMEMBERED = 5_000;

export interface AuditSealerDependencies {
  database: Kysely<Schema>;
  heads: HeadFiles;
  log: Logger;
  clock: () => number;
}

/**
 * The one sealer: chains the rows that have been committed, twice a second, in a transaction of its own, so that no
 * change waits for hashing; then signs the chain's end. A second sealer on the same database would fail at the first
 * position that both take, and begin again from what the other wrote.
 */
export class AuditSealer {
  readonly #subjectEnds = new Map<string, ChainEnd>();
  #end: ChainEnd | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();

  private constructor(private readonly dependencies: AuditSealerDependencies) {}

  static create(dependencies: AuditSealerDependencies): AuditSealer {
    const sealer = new AuditSealer(dependencies);
    sealer.#schedule();
    return sealer;
  }

  /** Chains what is there now and signs the end. */
  async seal(): Promise<void> {
    this.#running = this.#running.then(async () => await this.#sealAll());
    await this.#running;
  }

  /** Seals what is left. */
  async close(): Promise<void> {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    await this.seal();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      void this.seal().then(() => this.#timer !== null && this.#schedule());
    }, SEAL_EVERY_MS);
    this.#timer.unref();
  }

  async #sealAll(): Promise<void> {
    const { heads, log, clock } = this.dependencies;
    try {
      let sealed = 0;
      let some: number;
      do {
        some = await this.#sealSome();
        sealed += some;
      } while (some === MOST_ROWS_AT_ONCE);
      const isUnsigned = this.#end !== null && this.#end.position > (heads.newest?.position ?? 0);
      if ((sealed > 0 || isUnsigned) && this.#end !== null) await heads.add(this.#end, clock());
    } catch (error) {
      // What is remembered may not be what stands in the database; the next pass looks again.
      this.#end = null;
      this.#subjectEnds.clear();
      log.error({ err: error }, 'audit rows were not sealed; the next pass tries again');
    }
  }

  async #sealSome(): Promise<number> {
    const { database } = this.dependencies;
    const table = new AuditSealsTable(database);
    const rows = await table.unsealed(MOST_ROWS_AT_ONCE);
    this.#end ??= await table.end();
    if (rows.length === 0) return 0;
    const subjectEnds = await this.#endsOf(rows, table);
    let end = this.#end;
    const seals: Seal[] = [];
    for (const row of rows) {
      const key = subjectKey(row);
      const seal = linkOf(row, end, key === null ? null : (subjectEnds.get(key) ?? null), this.dependencies.clock());
      seals.push(seal);
      end = { position: seal.position, hash: seal.hash };
      if (key !== null) subjectEnds.set(key, { position: seal.subjectCount ?? 0, hash: seal.hash });
    }
    await table.add(seals);
    this.#end = end;
    this.#remember(subjectEnds);
    return rows.length;
  }

  async #endsOf(rows: readonly SealedRow[], table: AuditSealsTable): Promise<Map<string, ChainEnd>> {
    const ends = new Map<string, ChainEnd>();
    for (const row of rows) {
      const key = subjectKey(row);
      if (key === null || ends.has(key)) continue;
      const { subjectKind, subjectId } = row;
      ends.set(key, this.#subjectEnds.get(key) ?? (await table.endOfSubject(subjectKind ?? '', subjectId ?? '')));
    }
    return ends;
  }

  #remember(ends: ReadonlyMap<string, ChainEnd>): void {
    if (this.#subjectEnds.size + ends.size > MOST_SUBJECTS_REMEMBERED) this.#subjectEnds.clear();
    ends.forEach((end, key) => this.#subjectEnds.set(key, end));
  }
}
