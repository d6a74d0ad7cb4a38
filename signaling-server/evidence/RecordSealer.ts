import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { CentreKey } from '../audit/CentreKey';
import type { Schema } from '../persistence/schema';
import { digestOf } from '../recorder/digestOf';
import type { RecordedFileSource } from '../recording/RecordedFiles';
import { lateLineOf } from './lateLineOf';
import { rootOf } from './merkleTree';
import type { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealsTable, type QueuedRecord } from './RecordSealsTable';
import {
  chainOf,
  emptyChain,
  gapLeaf,
  headDigest,
  headLeaf,
  headText,
  linkText,
  removalLeaf,
  segmentLeaf,
  type ChainEnd,
  type RecordHead,
  type RecordSeal,
} from './sealFormat';
import type { SegmentLines } from './SegmentLines';

const SEAL_EVERY_MS = 1_000;
const MOST_AT_ONCE = 500;
/** A gap's beginning and reason may be set right for so long after its end. */
const GAP_SETTLES_MS = 10_000;

export interface RecordSealerDependencies {
  readonly database: Kysely<Schema>;
  readonly lines: SegmentLines;
  readonly heads: RecordHeadFiles;
  readonly key: Pick<CentreKey, 'sign'>;
  readonly files: RecordedFileSource;
  readonly log: Logger;
  readonly clock: () => number;
}

/** What a link is to be made of. */
interface Sealable {
  readonly chain: string;
  readonly kind: RecordSeal['kind'];
  readonly subjectId: string;
  readonly leaf: string;
  readonly at: number;
}

/**
 * Chains whatever was recorded, lost or removed, within seconds of its end, and signs each pass with one head: a Merkle
 * tree over the links of the pass. A second sealer on the same database would fail at the first position that both take.
 */
export class RecordSealer {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #head: RecordHead | null = null;
  #isHeadKnown = false;

  private constructor(private readonly dependencies: RecordSealerDependencies) {}

  static create(dependencies: RecordSealerDependencies): RecordSealer {
    const sealer = new RecordSealer(dependencies);
    sealer.#schedule();
    return sealer;
  }

  /** The newest head; null before the first. */
  get newestHead(): RecordHead | null {
    return this.#head;
  }

  /** Seals what is closed now. */
  async seal(): Promise<void> {
    this.#running = this.#running.then(async () => await this.#sealAll());
    await this.#running;
  }

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
    const { database, heads, log } = this.dependencies;
    try {
      if (!this.#isHeadKnown) this.#head = await new RecordSealsTable(database).newestHead();
      this.#isHeadKnown = true;
      while (await this.#sealSome());
      const newest = this.#head?.number ?? 0;
      while (heads.newest < newest) {
        await heads.add(await new RecordSealsTable(database).headsAfter(heads.newest, MOST_AT_ONCE));
      }
    } catch (error) {
      this.#isHeadKnown = false;
      log.error({ err: error }, 'what was recorded was not sealed; the next pass tries again');
    }
  }

  /** True where there may be more. */
  async #sealSome(): Promise<boolean> {
    const { database, clock } = this.dependencies;
    const table = new RecordSealsTable(database);
    const segments = await table.queued('segment', Number.MAX_SAFE_INTEGER, MOST_AT_ONCE);
    const gaps = await table.queued('gap', clock() - GAP_SETTLES_MS, MOST_AT_ONCE);
    if (segments.length + gaps.length === 0) return false;
    const sealable = [...(await this.#segmentsOf(segments, table)), ...(await this.#gapsOf(gaps, table))];
    sealable.sort((one, other) => one.at - other.at || (one.subjectId < other.subjectId ? -1 : 1));
    if (sealable.length > 0) {
      const { seals, head } = await this.#link(sealable, table);
      await database.transaction().execute(async (transaction) => {
        await new RecordSealsTable(transaction).add(seals, head);
        await new RecordSealsTable(transaction).unqueue([...segments, ...gaps]);
      });
      this.#head = head;
    } else await table.unqueue([...segments, ...gaps]);
    this.dependencies.lines.forget(segments.map(({ id }) => id));
    return Math.max(segments.length, gaps.length) === MOST_AT_ONCE;
  }

  async #segmentsOf(queued: readonly QueuedRecord[], table: RecordSealsTable): Promise<Sealable[]> {
    const ids = queued.map(({ id }) => id);
    const rows = new Map((await table.segments(ids)).map((row) => [row.id, row]));
    const seals = await this.#sealsOf(ids, table);
    const unsealed = [...rows.values()].filter(({ id, state }) => state !== 'open' && !seals.has(id));
    const lines = await this.dependencies.lines.of(unsealed);
    const sealable: Sealable[] = [];
    for (const id of ids) {
      const row = rows.get(id);
      if (row === undefined) sealable.push(...this.#removal('segment', id, seals.get(id) ?? []));
      else if (unsealed.includes(row)) {
        const chain = chainOf(row);
        const own = lines.get(id) ?? [];
        const late = await lateLineOf(row, own, this.dependencies.files);
        const leaf = segmentLeaf(row, chain, late === null ? own : [...own, late]);
        sealable.push({ chain, kind: 'segment', subjectId: id, leaf, at: row.endedAt });
      }
    }
    return sealable;
  }

  async #sealsOf(ids: readonly string[], table: RecordSealsTable): Promise<ReadonlyMap<string, readonly RecordSeal[]>> {
    const sealsOf = new Map<string, RecordSeal[]>();
    for (const seal of await table.ofSubjects(ids)) {
      sealsOf.set(seal.subjectId, [...(sealsOf.get(seal.subjectId) ?? []), seal]);
    }
    return sealsOf;
  }

  /** A gap that was set right after it had been sealed is sealed again as it is now: the newer link tells. */
  async #gapsOf(queued: readonly QueuedRecord[], table: RecordSealsTable): Promise<Sealable[]> {
    const ids = queued.map(({ id }) => id);
    const rows = new Map((await table.gaps(ids)).map((row) => [row.id, row]));
    const seals = await this.#sealsOf(ids, table);
    return ids.flatMap((id): Sealable[] => {
      const row = rows.get(id);
      if (row === undefined) return this.#removal('gap', id, seals.get(id) ?? []);
      const chain = chainOf({ ...row, groupId: null });
      const leaf = gapLeaf(row, chain);
      if (row.endedAt === null || seals.get(id)?.at(-1)?.leaf === leaf) return [];
      return [{ chain, kind: 'gap', subjectId: id, leaf, at: row.endedAt }];
    });
  }

  /** What was never sealed leaves no trace; what was removed is told of once. */
  #removal(kind: 'segment' | 'gap', id: string, seals: readonly RecordSeal[]): Sealable[] {
    const last = seals.at(-1);
    if (last === undefined || last.kind === 'removal') return [];
    const at = this.dependencies.clock();
    return [{ chain: last.chain, kind: 'removal', subjectId: id, leaf: removalLeaf(kind, id, last.chain, at), at }];
  }

  async #link(
    sealable: readonly Sealable[],
    table: RecordSealsTable,
  ): Promise<{ seals: readonly RecordSeal[]; head: RecordHead }> {
    const sealedAt = this.dependencies.clock();
    const headNumber = (this.#head?.number ?? 0) + 1;
    const ends = new Map<string, ChainEnd>();
    const seals: RecordSeal[] = [];
    for (const [headIndex, { chain, kind, subjectId, leaf }] of sealable.entries()) {
      const end = ends.get(chain) ?? (await table.endOf(chain));
      const { position, digest } = end;
      const link = { chain, position: position + 1, previousSha256: digest.sha256, previousSm3: digest.sm3, leaf };
      const own = digestOf(linkText(link));
      seals.push({ ...link, ...own, kind, subjectId, sealedAt, headNumber, headIndex });
      ends.set(chain, { position: link.position, digest: own });
    }
    return { seals, head: this.#sign(seals, headNumber, sealedAt) };
  }

  #sign(seals: readonly RecordSeal[], number: number, signedAt: number): RecordHead {
    const root = rootOf(seals.map(headLeaf));
    const previous = this.#head === null ? emptyChain.digest : headDigest(this.#head);
    const head = {
      ...{ number, signedAt, size: seals.length, rootSha256: root.sha256, rootSm3: root.sm3 },
      ...{ previousSha256: previous.sha256, previousSm3: previous.sm3 },
    };
    return { ...head, ...this.dependencies.key.sign(headText(head)) };
  }
}
