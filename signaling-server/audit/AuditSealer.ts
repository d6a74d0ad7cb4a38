import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../persistence/schema';
import { emptyChain, linkOf, subjectKey, type ChainEnd, type Seal, type SealedRow } from './auditChain';
import { AuditSealsTable } from './AuditSealsTable';
import type { HeadFiles } from './HeadFiles';

/** How long rows wait for those that are written together with them. */
const SEAL_AFTER_MS = 500;
/** Rows of which nobody has told, such as another process's, wait no longer than this. */
const LOOK_ANYWAY_MS = 10_000;
/** A row that is not there by then was taken back with its transaction. */
const TAKEN_BACK_AFTER_MS = 60_000;
const MOST_NUMBERS_REMEMBERED = 2_000;
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
 * The one sealer: chains the rows that have been committed, within a second of being told of them, in a transaction of
 * its own, so that no change waits for hashing; then signs the chain's end. With nothing written it asks for nothing. A second sealer on the same database would fail at the first
 * position that both take, and begin again from what the other wrote.
 */
export class AuditSealer {
  readonly #subjectEnds = new Map<string, ChainEnd>();
  /** Rows that were written and are not sealed yet, each with the moment it was told of. */
  readonly #awaited = new Map<number, number>();
  /** A row may be sealed before it is told of. */
  readonly #sealedLately = new Set<number>();
  #end: ChainEnd | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(private readonly dependencies: AuditSealerDependencies) {}

  static create(dependencies: AuditSealerDependencies): AuditSealer {
    const sealer = new AuditSealer(dependencies);
    sealer.#lookWithin(SEAL_AFTER_MS);
    return sealer;
  }

  /** Rows have been written: they are sealed once they are committed. */
  expect(numbers: readonly number[]): void {
    const at = performance.now();
    for (const number of numbers) if (!this.#sealedLately.delete(number)) this.#awaited.set(number, at);
    if (this.#awaited.size > 0) this.#lookWithin(SEAL_AFTER_MS);
  }

  /** Chains what is there now and signs the end. */
  async seal(): Promise<void> {
    this.#running = this.#running.then(async () => await this.#sealAll());
    await this.#running;
  }

  /** Seals what is left. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.seal();
  }

  #lookWithin(milliseconds: number): void {
    const dueAt = performance.now() + milliseconds;
    if (this.#isClosed || (this.#timer !== null && this.#dueAt <= dueAt)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#look(), milliseconds);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#timer = null;
    await this.seal();
    const takenBack = performance.now() - TAKEN_BACK_AFTER_MS;
    for (const [number, at] of this.#awaited) if (at < takenBack) this.#awaited.delete(number);
    this.#lookWithin(this.#awaited.size > 0 ? SEAL_AFTER_MS : LOOK_ANYWAY_MS);
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
    rows.forEach(({ number }) => this.#tick(number));
    return rows.length;
  }

  async #endsOf(rows: readonly SealedRow[], table: AuditSealsTable): Promise<Map<string, ChainEnd>> {
    const ends = new Map<string, ChainEnd>();
    const unknown = new Map<string, { subjectKind: string; subjectId: string }>();
    for (const row of rows) {
      const key = subjectKey(row);
      if (key === null || ends.has(key)) continue;
      const { subjectKind, subjectId } = row;
      const remembered = this.#subjectEnds.get(key);
      ends.set(key, remembered ?? emptyChain);
      if (remembered === undefined) unknown.set(key, { subjectKind: subjectKind ?? '', subjectId: subjectId ?? '' });
    }
    (await table.endsOfSubjects([...unknown.values()])).forEach((end, key) => ends.set(key, end));
    return ends;
  }

  #tick(number: number): void {
    if (this.#awaited.delete(number)) return;
    this.#sealedLately.add(number);
    const [oldest] = this.#sealedLately;
    if (this.#sealedLately.size > MOST_NUMBERS_REMEMBERED && oldest !== undefined) this.#sealedLately.delete(oldest);
  }

  #remember(ends: ReadonlyMap<string, ChainEnd>): void {
    if (this.#subjectEnds.size + ends.size > MOST_SUBJECTS_REMEMBERED) this.#subjectEnds.clear();
    ends.forEach((end, key) => this.#subjectEnds.set(key, end));
  }
}
