import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Digest } from '../recorder/digestOf';

export type FileKind = 'original' | 'copy' | 'still' | 'seal' | 'data' | 'report' | 'verifier' | 'note';

/** A file of the package as its manifest names it. */
export interface PackedFile extends Digest {
  readonly path: string;
  readonly bytes: number;
  readonly kind: FileKind;
}

/** Writes the zip file by file, stored as they are, and hashes each while it passes through. */
export class PackageZip {
  readonly files: PackedFile[] = [];
  private readonly zip = new ZipFile();
  private readonly written: Promise<void>;
  private failure: Error | null = null;

  /** `modifiedAt` in milliseconds is the time that every entry carries. */
  constructor(
    path: string,
    private readonly modifiedAt: number,
  ) {
    this.zip.on('error', (error: Error) => (this.failure = error));
    this.written = pipeline(this.zip.outputStream, createWriteStream(path));
    // Told where the zip is ended, or where a file is added after it.
    this.written.catch(
      (error: unknown) => (this.failure ??= error instanceof Error ? error : new Error(String(error))),
    );
  }

  async addBytes(path: string, kind: FileKind, content: string | Uint8Array): Promise<PackedFile> {
    return await this.addParts(path, kind, [Buffer.from(content)]);
  }

  async addFile(path: string, kind: FileKind, source: string): Promise<PackedFile> {
    return await this.addParts(path, kind, createReadStream(source) as AsyncIterable<Buffer>);
  }

  /** Fails where a part or the zip itself cannot be read or written. */
  async addParts(
    path: string,
    kind: FileKind,
    parts: AsyncIterable<Buffer> | Iterable<Buffer>,
    listed = true,
  ): Promise<PackedFile> {
    const sha256 = createHash('sha256');
    const sm3 = createHash('sm3');
    let bytes = 0;
    async function* hashed(): AsyncGenerator<Buffer> {
      for await (const part of parts) {
        sha256.update(part);
        sm3.update(part);
        bytes += part.length;
        yield part;
      }
    }
    const stream = Readable.from(hashed(), { objectMode: false });
    const ended = new Promise<void>((resolve, reject) => {
      stream.once('end', resolve);
      stream.once('error', reject);
    });
    this.zip.addReadStream(stream, path, { compress: false, mtime: new Date(this.modifiedAt) });
    await Promise.race([ended, this.written.then(() => Promise.reject(new Error('the zip ended too soon')))]);
    const file = { path, bytes, kind, sha256: sha256.digest('hex'), sm3: sm3.digest('hex') };
    if (listed) this.files.push(file);
    return file;
  }

  /** Settles once the zip is whole on the disk. */
  async end(): Promise<void> {
    this.zip.end();
    await this.written;
    if (this.failure !== null) throw this.failure;
  }
}
