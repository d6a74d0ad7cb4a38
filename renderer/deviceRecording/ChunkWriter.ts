import { DEVICE_SEGMENT_MOST_CHUNKS, writeDeviceChunk } from '@protocol';
import { beginOf, endOf, type PieceGroup, type TapeTrack } from './EncodedPiece';
import { hexOf, type RecordingShelf } from './RecordingShelf';

/** A file lasts as long as one of the server's segments. */
const SEGMENT_MS = 10_000;
/** What follows later than this begins a file of its own, so that the hole is seen. */
const HOLE_MS = 500;
const NOTHING = '0'.repeat(64);

export interface ChunkWriterDependencies {
  readonly track: TapeTrack;
  readonly shelf: Pick<RecordingShelf, 'append' | 'close'>;
  /** What is to be added to this terminal's clock, as far as is known. */
  readonly clockOffsetMs: () => number | null;
  readonly onFailed: (error: unknown) => void;
}

interface OpenFile {
  readonly id: string;
  readonly coding: string;
  readonly startedAt: number;
  endedAt: number;
  chunks: number;
}

/** Writes the groups of one track as chunks, one after the other, each bound to the one before it by its hash. */
export class ChunkWriter {
  private readonly chainId = crypto.randomUUID();
  private sequence = 0;
  private previous = NOTHING;
  private file: OpenFile | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly dependencies: ChunkWriterDependencies) {}

  write(group: PieceGroup): void {
    this.work = this.work.then(() => this.append(group)).catch((error: unknown) => this.dependencies.onFailed(error));
  }

  end(): void {
    this.work = this.work.then(() => this.closeFile());
  }

  /** Settles once everything is on the disk. */
  async settle(): Promise<void> {
    await this.work;
  }

  private async append(group: PieceGroup): Promise<void> {
    const { track, shelf, clockOffsetMs } = this.dependencies;
    const [startedAt, endedAt] = [beginOf(group), endOf(group)];
    const file = this.fileFor(group, startedAt);
    const bytes = writeDeviceChunk({
      head: {
        ...{ version: 1, segmentId: file.id, index: file.chunks, chainId: this.chainId, sequence: this.sequence },
        ...{ previous: this.previous, ...track, ...group.coding, startedAt, endedAt, clockOffsetMs: clockOffsetMs() },
        frames: group.pieces.map(({ at, key, data }) => [roundTime(at - startedAt), data.length, key ? 1 : 0]),
      },
      frames: group.pieces.map(({ data }) => data),
    });
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    await shelf.append({ id: file.id, vehicleId: track.vehicleId, startedAt: file.startedAt }, bytes, digest);
    // Only what is on the disk is in the chain.
    this.sequence += 1;
    this.previous = hexOf(digest);
    file.chunks += 1;
    file.endedAt = endedAt;
  }

  private fileFor(group: PieceGroup, startedAt: number): OpenFile {
    const coding = JSON.stringify(group.coding);
    const { file } = this;
    if (file) {
      const follows = Math.abs(startedAt - file.endedAt) < HOLE_MS;
      const hasRoom = startedAt - file.startedAt < SEGMENT_MS && file.chunks < DEVICE_SEGMENT_MOST_CHUNKS;
      if (follows && hasRoom && file.coding === coding) return file;
      this.closeFile();
    }
    this.file = { id: crypto.randomUUID(), coding, startedAt, endedAt: startedAt, chunks: 0 };
    return this.file;
  }

  private closeFile(): void {
    if (this.file) this.dependencies.shelf.close(this.file.id);
    this.file = null;
  }
}

/** To the microsecond. */
function roundTime(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000);
}
