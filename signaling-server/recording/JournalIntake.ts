import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Schema } from '../persistence/schema';
import { parseJournalLine, type JournalLine } from '../recorder/journalLine';
import { journalsOnDisk } from '../recorder/journalsOnDisk';
import { DeletionsTable } from './DeletionsTable';
import { JournalsTable } from './JournalsTable';
import { applyJournalLines, type SegmentNews } from './segmentIndex';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

/** Half a second of all streams goes into one transaction, so that recording never crowds out an order. */
const TAKE_EVERY_MS = 400;
const CHUNK_BYTES = 1_000_000;

export interface JournalIntakeDependencies {
  readonly database: Kysely<Schema>;
  /** The recorder's volumes, the first one first. */
  readonly volumes: readonly string[];
  readonly log: Logger;
}

interface Journal {
  readonly volume: string;
  readonly path: string;
}

/**
 * Takes the recorder's journals into the index, each line once: the rows and how far the journal was read are one
 * transaction, so that whatever dies in between, nothing is missed and nothing is taken twice.
 */
export class JournalIntake {
  readonly #listeners = new Set<(news: readonly SegmentNews[]) => void>();
  readonly #grown = new Map<string, Journal>();
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  private constructor(
    private readonly dependencies: JournalIntakeDependencies,
    private readonly taken: Map<string, number>,
    private readonly openRows: Map<string, SegmentRow>,
  ) {
    this.#timer = setInterval(() => void this.takeNow(), TAKE_EVERY_MS);
  }

  /** Reads everything that was written while no server was there. */
  static async create(dependencies: JournalIntakeDependencies): Promise<JournalIntake> {
    const { database, volumes } = dependencies;
    const taken = new Map(await new JournalsTable(database).all());
    const rows = await new SegmentsTable(database).open();
    const intake = new JournalIntake(dependencies, taken, new Map(rows.map((row) => [row.id, row])));
    for (const volume of volumes) for (const path of await journalsOnDisk(volume)) intake.grew(volume, path);
    await intake.takeNow();
    return intake;
  }

  /** Told after each transaction, with the segments that changed. */
  onNews(listener: (news: readonly SegmentNews[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Segments that grow now. */
  open(): readonly SegmentRow[] {
    return [...this.openRows.values()];
  }

  /** There is more in a journal; it is read within half a second. */
  grew(volume: string, path: string): void {
    this.#grown.set(journalName(this.dependencies.volumes, volume, path), { volume, path });
  }

  /** Takes in what there is; settles once it is in the database, or will be tried again. */
  takeNow(): Promise<void> {
    if (this.#busy || this.#grown.size === 0) return this.#running;
    this.#busy = true;
    this.#running = this.#takeGrown().finally(() => (this.#busy = false));
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
    await this.takeNow();
  }

  async #takeGrown(): Promise<void> {
    // By their hours: what one volume says of a segment of another, it says later.
    const journals = [...this.#grown].sort(([, one], [, other]) => (one.path < other.path ? -1 : 1));
    this.#grown.clear();
    for (const [name, journal] of journals) {
      try {
        while (await this.#takeChunk(name, journal));
      } catch (error) {
        this.#grown.set(name, journal);
        this.dependencies.log.error({ err: error, path: name }, 'a journal could not be taken in yet');
      }
    }
  }

  /** True where there may be more. */
  async #takeChunk(name: string, { volume, path }: Journal): Promise<boolean> {
    const { database, log } = this.dependencies;
    const from = this.taken.get(name) ?? 0;
    const text = await readWholeLines(join(volume, path), from);
    if (text.length === 0) return false;
    const lines: JournalLine[] = [];
    for (const line of text.toString('utf8').split('\n')) {
      const parsed = line === '' ? null : parseJournalLine(line);
      if (parsed) lines.push(parsed);
      else if (line !== '') log.error({ path: name, line: line.slice(0, 200) }, 'a line of a journal is not ours');
    }
    const known = await this.#rowsFor(lines);
    const news = applyJournalLines(lines, known);
    const taken = from + text.length;
    await database.transaction().execute(async (transaction) => {
      await new SegmentsTable(transaction).put(news.flatMap(({ row, deleted }) => (deleted ? [] : row)));
      await new DeletionsTable(transaction).takeOff(news);
      await new JournalsTable(transaction).put(name, taken);
    });
    this.taken.set(name, taken);
    for (const { row, deleted } of news) {
      if (row.state === 'open' && !deleted) this.openRows.set(row.id, row);
      else this.openRows.delete(row.id);
    }
    this.#listeners.forEach((listener) => listener(news));
    return true;
  }

  /** The rows that lines speak of. Only open ones are kept at hand; a line about another is a rare thing. */
  async #rowsFor(lines: readonly JournalLine[]): Promise<ReadonlyMap<string, SegmentRow>> {
    const known = new Map<string, SegmentRow>();
    const openedHere = new Set<string>();
    for (const line of lines) {
      const { segmentId } = line;
      if (line.type === 'segment-opened') openedHere.add(segmentId);
      if (known.has(segmentId)) continue;
      const row = this.openRows.get(segmentId);
      if (row) known.set(segmentId, row);
      else if (!openedHere.has(segmentId)) {
        const kept = await new SegmentsTable(this.dependencies.database).find(segmentId);
        if (kept) known.set(segmentId, kept);
      }
    }
    return known;
  }
}

/** Under which name it is remembered how far a journal was read: on the first volume by its path alone. */
export function journalName(volumes: readonly string[], volume: string, path: string): string {
  return volume === volumes[0] ? path : join(volume, path);
}

/** The next part of a file that ends with a line's end; empty where there is none yet. */
async function readWholeLines(path: string, from: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size <= from) return Buffer.alloc(0);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(CHUNK_BYTES, size - from)), 0, undefined, from);
    return buffer.subarray(0, buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1);
  } finally {
    await file.close();
  }
}
