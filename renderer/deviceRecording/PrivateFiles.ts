import type { ShelfStore } from './ShelfStore';

/** Of what the browser gives to this page, so much may be filled: the rest is for the page itself and for orders. */
const SHARE = 0.8;

/** What a worker can do with a file and TypeScript's types of a page do not know. */
interface SyncFile {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  flush(): void;
  close(): void;
}
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}
type WorkerFolder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

/** The browser's private files, as a worker may use them: each write is on the disk before it is answered. */
export class PrivateFiles implements ShelfStore {
  private readonly open = new Map<string, SyncFile>();

  private constructor(private readonly folder: WorkerFolder) {}

  /** Throws where this browser has no private files, as on an insecure page. */
  static async create(folderName: string): Promise<PrivateFiles> {
    const root = await navigator.storage.getDirectory();
    // Chromium's folders can be gone through; TypeScript's types of a page do not say so.
    const folder = (await root.getDirectoryHandle(folderName, { create: true })) as WorkerFolder;
    return new PrivateFiles(folder);
  }

  async list(): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
    const found: { name: string; bytes: number }[] = [];
    for await (const handle of this.folder.values()) {
      if (handle.kind === 'file') found.push({ name: handle.name, bytes: (await this.file(handle.name)).getSize() });
    }
    this.closeAll();
    return found;
  }

  async append(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const file = await this.file(name);
    const at = file.getSize();
    let written = 0;
    while (written < bytes.length) {
      const count = file.write(bytes.subarray(written), { at: at + written });
      if (count === 0) throw new Error('this tablet has no room');
      written += count;
    }
    file.flush();
  }

  async read(name: string, offset: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    const into = new Uint8Array(bytes);
    const count = (await this.file(name)).read(into, { at: offset });
    return into.subarray(0, count);
  }

  rest(name: string): void {
    this.open.get(name)?.close();
    this.open.delete(name);
  }

  async remove(name: string): Promise<void> {
    this.rest(name);
    await this.folder.removeEntry(name).catch(() => undefined);
  }

  async room(): Promise<number> {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    const own = (await this.list()).reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.max(0, (quota - usage + own) * SHARE);
  }

  private async file(name: string): Promise<SyncFile> {
    const known = this.open.get(name);
    if (known) return known;
    // In a worker a file can be opened for reading and writing at once.
    const handle = (await this.folder.getFileHandle(name, { create: true })) as WorkerFileHandle;
    const file = await handle.createSyncAccessHandle();
    this.open.set(name, file);
    return file;
  }

  private closeAll(): void {
    this.open.forEach((file) => file.close());
    this.open.clear();
  }
}
