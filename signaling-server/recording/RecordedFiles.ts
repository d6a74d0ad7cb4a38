import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** The bytes of one recorded file, wherever they are. */
export interface RecordedFile {
  /** From an offset on; fewer where the file ends before. */
  read(offset: number, bytes: number): Promise<Buffer>;
  /** From one byte to another, both included. The file is closed with the stream. */
  stream(first: number, last: number): Readable;
  close(): Promise<void>;
}

/** Where files are found. A path is that of the index; null where there is no such file. */
export interface RecordedFileSource {
  open(path: string): Promise<RecordedFile | null>;
}

/**
 * What was recorded, by its path in the index: on one of the volumes, or else in the archive. A path is of one file
 * alone, so a file is where it is found, and may be moved between two readings.
 */
export class RecordedFiles implements RecordedFileSource {
  constructor(
    /** Absolute folders. */
    readonly volumes: readonly string[],
    private readonly archive: RecordedFileSource | null = null,
  ) {}

  async open(path: string): Promise<RecordedFile | null> {
    return (await this.openOnVolume(path)) ?? (await this.archive?.open(path)) ?? null;
  }

  /** The first bytes of a file; null where it has gone. */
  async readWhole(path: string, bytes: number): Promise<Buffer | null> {
    const file = await this.open(path);
    if (!file) return null;
    try {
      return await file.read(0, bytes);
    } finally {
      await file.close();
    }
  }

  /** The same of a file that is on a volume. */
  async readOnVolume(path: string, bytes: number): Promise<Buffer | null> {
    const file = await this.openOnVolume(path);
    if (!file) return null;
    try {
      return await file.read(0, bytes);
    } finally {
      await file.close();
    }
  }

  /** How long a file on a volume is; null where none has it. */
  async sizeOf(path: string): Promise<number | null> {
    const file = await this.openOnVolume(path);
    if (!file) return null;
    try {
      return await file.size();
    } finally {
      await file.close();
    }
  }

  private async openOnVolume(path: string): Promise<FileOnVolume | null> {
    for (const volume of this.volumes) {
      // Volumes hold segments in folders, so whatever points out of them is not recorded.
      const absolute = join(volume, path);
      if (!absolute.startsWith(join(volume, '/'))) continue;
      const file = await open(absolute, 'r').catch(() => null);
      if (file) return new FileOnVolume(file);
    }
    return null;
  }
}

class FileOnVolume implements RecordedFile {
  constructor(private readonly file: FileHandle) {}

  async read(offset: number, bytes: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.file.read(Buffer.allocUnsafe(bytes), 0, bytes, offset);
    return buffer.subarray(0, bytesRead);
  }

  stream(first: number, last: number): Readable {
    return this.file.createReadStream({ start: first, end: last });
  }

  async size(): Promise<number> {
    return (await this.file.stat()).size;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
