import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ObjectStore } from './ObjectStore';
import type { RecordedFile, RecordedFileSource } from './RecordedFiles';

/** A segment of ten seconds is got whole, since whoever looks at a part of it looks at more. */
const WHOLE_BYTES = 8_000_000;
const KEPT_BYTES = 96_000_000;

/** Recorded files in the archive. What was read last is kept at hand, for a review goes back and forth. */
export class Archive implements RecordedFileSource {
  private readonly kept = new Map<string, Buffer>();
  private keptBytes = 0;

  constructor(private readonly store: Pick<ObjectStore, 'get'>) {}

  /** Throws where the archive cannot be reached. */
  async open(path: string): Promise<RecordedFile | null> {
    const known = this.kept.get(path);
    if (known) {
      this.keep(path, known);
      return new KeptFile(known);
    }
    const response = await this.store.get(path);
    if (!response) return null;
    if (Number(response.headers.get('content-length') ?? Infinity) > WHOLE_BYTES) {
      await response.body?.cancel();
      return new FarFile(this.store, path);
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    this.keep(path, bytes);
    return new KeptFile(bytes);
  }

  private keep(path: string, bytes: Buffer): void {
    if (this.kept.delete(path)) this.keptBytes -= bytes.length;
    this.kept.set(path, bytes);
    this.keptBytes += bytes.length;
    for (const [oldest, { length }] of this.kept) {
      if (this.keptBytes <= KEPT_BYTES) return;
      this.kept.delete(oldest);
      this.keptBytes -= length;
    }
  }
}

class KeptFile implements RecordedFile {
  constructor(private readonly bytes: Buffer) {}

  read(offset: number, bytes: number): Promise<Buffer> {
    return Promise.resolve(this.bytes.subarray(offset, offset + bytes));
  }

  stream(first: number, last: number): Readable {
    return Readable.from([this.bytes.subarray(first, last + 1)]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A long file, of which each part is asked for by itself. */
class FarFile implements RecordedFile {
  constructor(
    private readonly store: Pick<ObjectStore, 'get'>,
    private readonly path: string,
  ) {}

  async read(offset: number, bytes: number): Promise<Buffer> {
    if (bytes === 0) return Buffer.alloc(0);
    const response = await this.store.get(this.path, { first: offset, last: offset + bytes - 1 });
    return response ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
  }

  stream(first: number, last: number): Readable {
    return Readable.from(this.parts(first, last));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async *parts(first: number, last: number): AsyncGenerator<Uint8Array> {
    const response = await this.store.get(this.path, { first, last });
    if (!response?.body) throw new Error('the file has gone from the archive');
    // Node's own fetch answers with Node's own streams; the two declarations of them differ in name alone.
    yield* response.body as ReadableStream<Uint8Array>;
  }
}
