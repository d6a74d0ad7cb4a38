import type { ShelfStore } from './ShelfStore';

/** Files in memory, for tests: they outlive the shelf that wrote them, as a tablet's files outlive a page. */
export class MemoryStore implements ShelfStore {
  readonly files = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(private readonly bytes = 1_000_000) {}

  list(): Promise<readonly { readonly name: string; readonly bytes: number }[]> {
    return Promise.resolve([...this.files].map(([name, { length }]) => ({ name, bytes: length })));
  }

  append(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const before = this.files.get(name) ?? new Uint8Array();
    const after = new Uint8Array(before.length + bytes.length);
    after.set(before);
    after.set(bytes, before.length);
    this.files.set(name, after);
    return Promise.resolve();
  }

  read(name: string, offset: number, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve((this.files.get(name) ?? new Uint8Array()).slice(offset, offset + bytes));
  }

  rest(): void {
    return;
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  room(): Promise<number> {
    return Promise.resolve(this.bytes);
  }
}
