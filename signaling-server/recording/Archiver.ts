import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../persistence/schema';
import { ArchiveTable, type ArchivableSegment } from './ArchiveTable';
import type { ObjectStore } from './ObjectStore';
import type { RecordedFiles } from './RecordedFiles';

const LOOK_EVERY_MS = 2_000;
/** A segment stays so long on its volume: whoever looks back a few seconds reads it there, and so does the sealer. */
const SETTLES_MS = 30_000;
const SEGMENTS_A_LOOK = 200;
const AT_ONCE = 2;
const LONGEST_WAIT_MS = 60_000;

/** A segment of which the archive holds every byte, as was read back from there. */
export interface ArchivedSegment {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ArchiverDependencies {
  readonly database: Kysely<Schema>;
  readonly files: Pick<RecordedFiles, 'readOnVolume'>;
  readonly store: Pick<ObjectStore, 'put' | 'get' | 'remove' | 'url'>;
  /** Has the recorder take them off its volumes. False while it is not there. */
  readonly release: (segments: readonly ArchivedSegment[]) => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Brings closed segments into the archive: each is sent, read back, compared by its hash, and only then let go from its
 * volume. Whatever fails is tried again, and the file on the volume is not touched before.
 */
export class Archiver {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #problem: { readonly since: number; readonly text: string } | null = null;
  #waitMs = LOOK_EVERY_MS;
  readonly #stop = new AbortController();
  /** Let go, and not taken off the index yet. */
  readonly #released = new Set<string>();

  private constructor(private readonly dependencies: ArchiverDependencies) {}

  static create(dependencies: ArchiverDependencies): Archiver {
    const archiver = new Archiver(dependencies);
    archiver.#schedule();
    return archiver;
  }

  get url(): string {
    return this.dependencies.store.url;
  }

  /** Why nothing comes into the archive, and since when; null while it works. */
  get problem(): { readonly since: number; readonly text: string } | null {
    return this.#problem;
  }

  /** Brings over what is there to be brought; settles when it is done or has failed. */
  async look(): Promise<void> {
    const { database, clock, log } = this.dependencies;
    try {
      const table = new ArchiveTable(database);
      const waiting = await table.waiting(clock() - SETTLES_MS, SEGMENTS_A_LOOK);
      const queue = waiting.filter(({ id }) => !this.#released.has(id));
      for (const id of this.#released) if (!waiting.some((segment) => segment.id === id)) this.#released.delete(id);
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.#bringAll(queue)));
      for (const path of await table.doomed(SEGMENTS_A_LOOK)) {
        await this.dependencies.store.remove(path);
        await table.forget(path);
      }
      if (this.#problem) log.info('the archive takes recordings again');
      this.#problem = null;
      this.#waitMs = LOOK_EVERY_MS;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      if (!this.#problem)
        log.error({ err: error }, 'recordings do not come into the archive; they stay where they are');
      this.#problem = { since: this.#problem?.since ?? clock(), text: textOf(error) };
      this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  /** What is on its way is given up; its file is still on the volume. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stop.abort();
    await this.#running;
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.look().then(() => {
        if (this.#timer) this.#schedule();
      });
    }, this.#waitMs);
  }

  async #bringAll(queue: ArchivableSegment[]): Promise<void> {
    for (let segment = queue.shift(); segment && !this.#stop.signal.aborted; segment = queue.shift()) {
      await this.#bring(segment);
    }
  }

  async #bring({ id, path, bytes }: ArchivableSegment): Promise<void> {
    const { files, store, release } = this.dependencies;
    const content = await files.readOnVolume(path, bytes);
    // A file that somebody took away is not brought anywhere; the disk watch and its seal tell of it.
    if (content?.length !== bytes) return;
    const sha256 = hash('sha256', content, 'hex');
    await store.put(path, content, sha256, this.#stop.signal);
    const back = await store.get(path);
    const found = back && hash('sha256', new Uint8Array(await back.arrayBuffer()), 'hex');
    if (found !== sha256) throw new Error('the archive gives back other bytes than it was given');
    if (release([{ id, path, bytes, sha256 }])) this.#released.add(id);
  }
}

function textOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  const deeper = cause instanceof Error ? `: ${'code' in cause ? String(cause.code) : cause.message}` : '';
  return `${error instanceof Error ? error.message : String(error)}${deeper}`.slice(0, 200);
}
