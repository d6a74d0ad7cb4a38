/** Bytes that can be read at any place: a file chosen in the browser, or one on a disk. */
export interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface ZipEntry {
  readonly path: string;
  readonly bytes: number;
  /** Of the entry's local header. */
  readonly offset: number;
  readonly isStored: boolean;
}

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const LONGEST_COMMENT_BYTES = 65_535;
const LOCAL_HEADER_BYTES = 30;
const ENTRY_HEADER_BYTES = 46;
const IS_IN_ZIP64 = 0xffff_ffff;
/** So much is in memory at a time. */
const PART_BYTES = 1_000_000;

/** Reads a zip by its directory (APPNOTE.TXT 6.3, with Zip64). Throws a BrokenZip where it is none. */
export class ZipReader {
  private constructor(
    private readonly source: ByteSource,
    readonly entries: readonly ZipEntry[],
  ) {}

  static async create(source: ByteSource): Promise<ZipReader> {
    const tail = await source.read(
      Math.max(0, source.size - END_BYTES - LONGEST_COMMENT_BYTES),
      Math.min(source.size, END_BYTES + LONGEST_COMMENT_BYTES),
    );
    const view = viewOf(tail);
    let end = tail.length - END_BYTES;
    while (end >= 0 && view.getUint32(end, true) !== END_SIGNATURE) end -= 1;
    if (end < 0) throw new BrokenZip('no end of directory');
    const short = { bytes: view.getUint32(end + 12, true), offset: view.getUint32(end + 16, true) };
    const { bytes, offset } = (await directory64(source, view, end)) ?? short;
    if (offset + bytes > source.size) throw new BrokenZip('the directory lies outside the file');
    return new ZipReader(source, entriesOf(await source.read(offset, bytes)));
  }

  /** The entry's content, part by part. */
  async *parts(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    if (!entry.isStored) throw new BrokenZip(`${entry.path} is compressed`);
    const header = viewOf(await this.source.read(entry.offset, LOCAL_HEADER_BYTES));
    if (header.byteLength < LOCAL_HEADER_BYTES || header.getUint32(0, true) !== LOCAL_SIGNATURE) {
      throw new BrokenZip(`${entry.path} does not begin where the directory says`);
    }
    const start = entry.offset + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    for (let read = 0; read < entry.bytes; read += PART_BYTES) {
      const length = Math.min(PART_BYTES, entry.bytes - read);
      const part = await this.source.read(start + read, length);
      if (part.length !== length) throw new BrokenZip(`${entry.path} is cut off`);
      yield part;
    }
  }

  async content(entry: ZipEntry): Promise<Uint8Array> {
    const content = new Uint8Array(entry.bytes);
    let offset = 0;
    for await (const part of this.parts(entry)) {
      content.set(part, offset);
      offset += part.length;
    }
    return content;
  }
}

/** What was given is no zip, or no whole one. */
export class BrokenZip extends Error {}

async function directory64(
  source: ByteSource,
  tail: DataView,
  end: number,
): Promise<{ readonly bytes: number; readonly offset: number } | null> {
  const locator = end - 20;
  if (locator < 0 || tail.getUint32(locator, true) !== LOCATOR64_SIGNATURE) return null;
  const record = viewOf(await source.read(Number(tail.getBigUint64(locator + 8, true)), 56));
  if (record.byteLength < 56 || record.getUint32(0, true) !== END64_SIGNATURE) {
    throw new BrokenZip('no Zip64 directory where it should be');
  }
  return { bytes: Number(record.getBigUint64(40, true)), offset: Number(record.getBigUint64(48, true)) };
}

function entriesOf(directory: Uint8Array): readonly ZipEntry[] {
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_HEADER_BYTES <= directory.length) {
    if (view.getUint32(at, true) !== ENTRY_SIGNATURE) throw new BrokenZip('a foreign entry in the directory');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const nameStart = at + ENTRY_HEADER_BYTES;
    const extraStart = nameStart + (nameBytes ?? 0);
    const next = extraStart + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (next > directory.length) throw new BrokenZip('the directory is cut off');
    const path = new TextDecoder().decode(directory.subarray(nameStart, extraStart));
    const long = zip64Fields(view, extraStart, extraStart + (extraBytes ?? 0));
    const field = (value: number): number => (value === IS_IN_ZIP64 ? (long.shift() ?? 0) : value);
    const bytes = field(view.getUint32(at + 24, true));
    field(view.getUint32(at + 20, true));
    const offset = field(view.getUint32(at + 42, true));
    entries.push({ path, bytes, offset, isStored: view.getUint16(at + 10, true) === 0 });
    at = next;
  }
  return entries;
}

/** The 64-bit values of an entry's extra field 1, in their order. */
function zip64Fields(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const length = Math.min(view.getUint16(at + 2, true), end - at - 4);
    return Array.from({ length: Math.floor(length / 8) }, (_, index) =>
      Number(view.getBigUint64(at + 4 + index * 8, true)),
    );
  }
  return [];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
