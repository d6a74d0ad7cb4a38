import { readDeviceChunk } from '@protocol';
import type { ShelfStore } from './ShelfStore';

const LENGTH_BYTES = 4;
const DIGEST_BYTES = 32;
const NAME = /^(\d{15})-([\da-f-]{36})\.tape$/;

interface KeptChunk {
  readonly offset: number;
  readonly bytes: number;
}

/** One file of the shelf. */
export interface KeptSegment {
  readonly id: string;
  readonly vehicleId: string;
  /** This terminal's clock. */
  readonly startedAt: number;
  readonly chunks: readonly KeptChunk[];
  /** False while it grows. */
  readonly closed: boolean;
}

type Segment = { -readonly [Field in keyof KeptSegment]: KeptSegment[Field] } & {
  readonly name: string;
  chunks: KeptChunk[];
};

/**
 * What was recorded and is not handed in yet: a file for each segment, each chunk after its length and before its hash.
 * A ring: where there is no room for more, the oldest goes.
 */
export class RecordingShelf {
  private readonly segments = new Map<string, Segment>();
  private droppedCount = 0;

  private constructor(
    private readonly store: ShelfStore,
    private roomBytes: number,
  ) {}

  /** Finds what an earlier page left; what its death tore off is passed over. */
  static async create(store: ShelfStore): Promise<RecordingShelf> {
    const shelf = new RecordingShelf(store, 0);
    for (const { name, bytes } of await store.list()) await shelf.take(name, bytes);
    shelf.roomBytes = await store.room();
    return shelf;
  }

  /** How many bytes fit in all. */
  get room(): number {
    return this.roomBytes;
  }

  get usedBytes(): number {
    return [...this.segments.values()].reduce((sum, segment) => sum + bytesOf(segment), 0);
  }

  /** How many segments have gone, the oldest first, since there was no room for them. */
  get dropped(): number {
    return this.droppedCount;
  }

  /** Oldest first. */
  list(): readonly KeptSegment[] {
    return [...this.segments.values()].sort((one, other) => one.startedAt - other.startedAt);
  }

  /** Puts a chunk with its hash behind the others of its segment. Throws where there is no room even so. */
  async append(
    { id, vehicleId, startedAt }: Pick<KeptSegment, 'id' | 'vehicleId' | 'startedAt'>,
    chunk: Uint8Array,
    digest: Uint8Array,
  ): Promise<void> {
    const bytes = new Uint8Array(LENGTH_BYTES + chunk.length + DIGEST_BYTES);
    new DataView(bytes.buffer).setUint32(0, chunk.length);
    bytes.set(chunk, LENGTH_BYTES);
    bytes.set(digest, LENGTH_BYTES + chunk.length);
    await this.makeRoom(bytes.length, id);
    const known = this.segments.get(id);
    const segment = known ?? { id, vehicleId, startedAt, closed: false, chunks: [], name: nameOf(startedAt, id) };
    const offset = bytesOf(segment);
    await this.store.append(segment.name, bytes);
    segment.chunks.push({ offset: offset + LENGTH_BYTES, bytes: chunk.length });
    this.segments.set(id, segment);
  }

  close(segmentId: string): void {
    const segment = this.segments.get(segmentId);
    if (!segment) return;
    segment.closed = true;
    this.store.rest(segment.name);
  }

  /** A chunk and the hash beside it, in hex; null where there is none. */
  async read(segmentId: string, index: number): Promise<{ chunk: Uint8Array<ArrayBuffer>; digest: string } | null> {
    const segment = this.segments.get(segmentId);
    const kept = segment?.chunks[index];
    if (!segment || !kept) return null;
    const bytes = await this.store.read(segment.name, kept.offset, kept.bytes + DIGEST_BYTES);
    return { chunk: bytes.slice(0, kept.bytes), digest: hexOf(bytes.subarray(kept.bytes)) };
  }

  /** The server has it. */
  async remove(segmentId: string): Promise<void> {
    const segment = this.segments.get(segmentId);
    this.segments.delete(segmentId);
    if (segment) await this.store.remove(segment.name);
  }

  private async makeRoom(bytes: number, exceptId: string): Promise<void> {
    while (this.usedBytes + bytes > this.roomBytes) {
      const oldest = this.list().find(({ id }) => id !== exceptId);
      if (!oldest) throw new Error('this tablet has no room');
      this.droppedCount += 1;
      console.warn(`there is no room for what was recorded at ${new Date(oldest.startedAt).toISOString()} any more`);
      await this.remove(oldest.id);
    }
  }

  private async take(name: string, size: number): Promise<void> {
    const [, , id] = NAME.exec(name) ?? [];
    const chunks: KeptChunk[] = [];
    let offset = 0;
    while (id !== undefined && offset + LENGTH_BYTES < size) {
      const head = await this.store.read(name, offset, LENGTH_BYTES);
      const bytes = new DataView(head.buffer).getUint32(0);
      if (offset + LENGTH_BYTES + bytes + DIGEST_BYTES > size) break;
      chunks.push({ offset: offset + LENGTH_BYTES, bytes });
      offset += LENGTH_BYTES + bytes + DIGEST_BYTES;
    }
    const [first] = chunks;
    const read = first && readDeviceChunk(await this.store.read(name, first.offset, first.bytes));
    // A file of which not even the first chunk came to the disk says nothing to anybody.
    if (!read || id === undefined) return this.store.remove(name);
    const { vehicleId, startedAt } = read.head;
    this.segments.set(id, { id, name, vehicleId, startedAt, chunks, closed: true });
  }
}

function bytesOf({ chunks }: KeptSegment): number {
  const last = chunks.at(-1);
  return last ? last.offset + last.bytes + DIGEST_BYTES : 0;
}

function nameOf(startedAt: number, id: string): string {
  return `${String(Math.floor(startedAt)).padStart(15, '0')}-${id}.tape`;
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
