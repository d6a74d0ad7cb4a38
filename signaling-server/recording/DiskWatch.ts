import type { Logger } from 'pino';
import type { RecordedFiles } from './RecordedFiles';
import type { SegmentRow } from './SegmentsTable';

const LOOK_EVERY_MS = 10_000;

export interface DiskWatchDependencies {
  /** Segments that grow now or have ended since the last look, as the index has them. */
  readonly written: () => readonly SegmentRow[];
  readonly files: Pick<RecordedFiles, 'sizeOf'>;
  /** Called for a track whose bytes are not where the index says, so that it is begun anew. */
  readonly heal: (row: SegmentRow) => void;
  readonly log: Logger;
}

/** Looks every ten seconds whether what the index says is recorded is on the disk: a file can be taken away. */
export class DiskWatch {
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #missing = new Set<string>();

  private constructor(private readonly dependencies: DiskWatchDependencies) {
    this.#timer = setInterval(() => {
      this.#looking = this.look();
    }, LOOK_EVERY_MS);
  }

  static create(dependencies: DiskWatchDependencies): DiskWatch {
    return new DiskWatch(dependencies);
  }

  async look(): Promise<void> {
    const { written, files, heal, log } = this.dependencies;
    const missing = new Set<string>();
    for (const row of written()) {
      const size = (await files.sizeOf(row.path)) ?? 0;
      if (size >= row.bytes) continue;
      missing.add(row.id);
      // Told once for a segment: its track goes on with another.
      if (this.#missing.has(row.id)) continue;
      log.error({ segmentId: row.id, path: row.path, size, bytes: row.bytes }, 'recorded bytes are not on the disk');
      heal(row);
    }
    this.#missing = missing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }
}
